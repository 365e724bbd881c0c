import { words } from './field-row.ts';

/** Names of what belongs into the asset of a shot. */
export const ASSET_NAMES = {
  characters: words(
    'characters character characters_in_segment characters_in_scene cast 角色 人物 出场人物 出镜人物',
  ),
  scene: words('scene scenes location setting place background 场景 地点 背景'),
  props: words('props 道具'),
} as const;

/** Names of the fields of one bible entry; the first is the documented one. */
export const BIBLE_NAMES = {
  name: words('name 名称 名字 姓名 角色名 场景名 道具名'),
  aliases: words('aliases alias 别名'),
  description: words('description 描述 外貌 外观 形象'),
  pictures: words(
    `images image image_url image_urls reference_images reference_image reference_image_url picture pictures
    图片 图片地址 图片链接 参考图 参考图片`,
  ),
} as const;

/**
 * Names of the list of shots in other tools, the surest group first. A document with shots and scenes lists its shots
 * in the first.
 */
export const SHOT_LIST_NAMES = [
  words(
    'shots clips shots_list shot_list shotlist storyboard_shots video_segments cuts 分镜 镜头 分镜列表 镜头列表',
  ),
  words('storyboard storyboards boards panels frames 分镜表 镜头表 分镜脚本 画面列表'),
  words('scenes scene_list beats 场景列表 场次'),
] as const;

/**
 * Names of the text of a shot in other tools. `prompt` is finished, `picture` and `vague` say what is seen, `motion` and
 * `still` say one half each.
 */
export const TEXT_NAMES = {
  prompt: words('video_prompt prompt generation_prompt 视频提示词 提示词'),
  picture: words(
    `visual_prompt frame_content visual_desc visual_description visual_content scene_description shot_description
    画面内容 画面描述 画面 镜头描述 镜头内容 分镜内容 分镜描述`,
  ),
  vague: words('description visual content text 内容 描述'),
  motion: words('motion_prompt motion_desc 动态提示词 运动描述 action 动作'),
  still: words('image_prompt ff_desc first_frame_prompt 图片提示词 首帧描述'),
} as const;

/** Names used by other tools for the list of shots and its two required fields. */
export const OTHER_NAMES = {
  segments: SHOT_LIST_NAMES.flat(),
  prompt_text: Object.values(TEXT_NAMES).flat(),
  segment_index: words(
    `index shot_number shot_no shot storyboard_number panel_number board_number scene_number shot_id scene_id number no
    id 镜号 镜头号 镜头编号 分镜号 镜次 序号 编号`,
  ),
} as const;
