import { ANYWHERE, box, note, own, same, SHOT, wish, type FieldRow, type Level } from './field-row.ts';
import { ASSET_NAMES } from './other-names.ts';

const PER_SHOT: readonly Level[] = ['shot', 'params', 'defaults'];
const FOR_ALL: readonly Level[] = ['document', 'metadata', 'defaults'];
const SETTINGS: readonly Level[] = ['shot', 'params', 'defaults', 'document', 'metadata'];
const PICTURES: readonly Level[] = ['shot', 'params', 'asset'];
const ASSETS: readonly Level[] = ['shot', 'document', 'defaults', 'asset'];
const IN_PROMPT = 'say it in prompt_text, which is all the provider reads';
const SPOKEN = 'write what is spoken into prompt_text, in quotes';
const NO_SOUND = `sound cannot be ordered apart; ${IN_PROMPT}`;
const ONE_PICTURE = 'write image_url for the first frame, last_frame for the last';
export const IN_ASSET = 'write characters, scene and props into the asset of the shot';
const WHOLE_FILM = 'it may mean the whole film; write duration_seconds in the shots, or in default_params';

/**
 * All known field names: documented (`own`), synonyms (`same`), nested objects (`box`), impossible wishes (`wish`)
 * and ignored notes (`note`). The first matching row wins.
 */
export const FIELD_TABLE: readonly FieldRow[] = [
  // Documented.
  own(['shot'], 'duration_seconds', 'duration_seconds', 'seconds'),
  own(['params'], 'duration', 'duration_seconds', 'seconds'),
  own(['shot', 'params'], 'resolution', 'resolution', 'orientation'),
  own(['shot'], 'image_url', 'image_url', 'picture'),
  own(['shot'], 'prompt_text', 'prompt_text', 'words'),
  own(['shot', 'params'], 'last_frame', 'last_frame', 'picture'),
  own(['shot', 'params'], 'reference_images', 'reference_images', 'pictures'),
  own(['shot', 'params'], 'picture_size', 'picture_size', 'size'),
  own(['shot', 'params'], 'audio', 'audio', 'switch'),
  own(['shot', 'params'], 'seed', 'seed', 'seed'),
  own(['shot', 'params'], 'negative_prompt', 'negative_prompt', 'words'),
  own(['shot'], 'continues', 'continues', 'switch'),
  own(['shot'], 'segment_index is_pro director_intent provider model matrix'),
  own(['asset'], 'characters scene props'),
  own(['document'], 'segments character_bible scene_bible prop_bible matrix descriptions'),
  own(['document'], 'storyboard options takes provider model priority force'),
  own(['document'], 'durationPolicy dryRun budgetCents retryFailed brokenChain'),

  // Objects to look into.
  box('asset', ['shot'], 'asset'),
  box('params', ['shot'], 'video_params params parameters video_settings 视频参数'),
  box(
    'metadata',
    ['document'],
    'metadata meta script_info project_info film_info 剧本信息 项目信息 影片信息',
  ),
  box(
    'defaults',
    ['document'],
    'default_params defaults default_video_params default_settings global_params',
  ),
  box('defaults', ['document'], 'video_params params parameters settings video_settings'),
  box('defaults', ['document'], '默认参数 视频参数 全局设置'),

  // Duration. At document level only names that say "per shot"; others may mean the whole film.
  same('duration_seconds', 'seconds', PER_SHOT, 'duration_seconds duration seconds'),
  same('duration_seconds', 'seconds', PER_SHOT, 'duration_s duration_sec length_seconds'),
  same('duration_seconds', 'seconds', PER_SHOT, 'video_duration 时长 时长(秒) 时长秒 秒数'),
  same('duration_seconds', 'seconds', PER_SHOT, '镜头时长 持续时间 時長 estimated_duration'),
  same('duration_seconds', 'milliseconds', PER_SHOT, 'duration_ms duration_msec 时长(毫秒)'),
  same('duration_seconds', 'seconds', FOR_ALL, 'duration_seconds clip_seconds'),
  same('duration_seconds', 'seconds', FOR_ALL, 'shot_seconds seconds_per_shot'),
  same('duration_seconds', 'seconds', FOR_ALL, 'shot_duration clip_duration'),
  same('duration_seconds', 'seconds', FOR_ALL, 'segment_duration default_duration'),
  same('duration_seconds', 'seconds', FOR_ALL, '每镜时长 单镜时长 默认时长'),
  wish(
    'film duration',
    WHOLE_FILM,
    ['document', 'metadata'],
    'duration seconds length runtime_seconds 时长 秒数',
  ),

  // Orientation.
  same(
    'resolution',
    'orientation',
    ANYWHERE,
    'resolution aspect_ratio ratio aspect orientation screen_ratio',
  ),
  same(
    'resolution',
    'orientation',
    ANYWHERE,
    'size video_size 尺寸 分辨率 比例 画面比例 畫面比例 宽高比 长宽比',
  ),
  same('resolution', 'orientation', ANYWHERE, '画幅 画幅比例 屏幕比例 视频比例 方向 横竖屏'),
  same('resolution', 'width', ANYWHERE, 'width video_width 宽 宽度'),
  same('resolution', 'height', ANYWHERE, 'height video_height 高 高度'),

  // First frame.
  same('image_url', 'picture', PICTURES, 'image_url image_urls image images img img_url picture'),
  same('image_url', 'picture', PICTURES, 'input_reference 图片 图片地址 图片链接 垫图'),
  same('image_url', 'picture', PICTURES, 'first_frame first_frame_url first_frame_image first_image'),
  same('image_url', 'picture', PICTURES, 'start_image start_frame 首帧 首帧图'),
  same('last_frame', 'picture', PICTURES, 'last_frame last_frame_url last_frame_image last_image'),
  same('last_frame', 'picture', PICTURES, 'end_image end_frame image_tail tail_image 尾帧 尾帧图'),
  same('continues', 'switch', SETTINGS, 'continues continue_from_previous continues_previous chain chained'),
  same('continues', 'switch', SETTINGS, 'use_previous_last_frame from_previous_frame 承接上一镜 承接上镜'),
  same('continues', 'switch', SETTINGS, '续接上镜 首帧用上镜尾帧'),
  // A single one without a frame is read as image_url.
  same('reference_images', 'pictures', PICTURES, 'reference_images reference_image reference_image_url'),
  same('reference_images', 'pictures', PICTURES, 'reference_image_urls reference_urls ref_image ref_images'),
  same('reference_images', 'pictures', PICTURES, '参考图 参考图片'),
  wish('frames', ONE_PICTURE, ANYWHERE, 'last_frame end_frame tail_image keyframes 尾帧'),
  wish(
    'picture of all shots',
    'write image_url in every shot that needs it',
    ['document', 'defaults'],
    'image_url image images reference_image reference_images first_frame 首帧 图片 参考图 参考图片',
  ),

  // Who and what has pictures. A list without a picture is a wish, as it always was.
  same('character_bible', 'bible', ['document'], 'characterBible characters characters_bible character_list'),
  same('character_bible', 'bible', ['document'], 'cast 角色 角色表 角色库 角色设定 人物 人物表 人物设定'),
  same(
    'scene_bible',
    'bible',
    ['document'],
    'sceneBible scenes scene_list locations 场景 场景表 场景库 场景设定',
  ),
  same('prop_bible', 'bible', ['document'], 'propBible props prop_list 道具 道具表 道具库 道具设定'),

  // Prompt text. A synonym never replaces it, but must not contradict it.
  same('prompt_text', 'words', ['shot'], 'prompt 提示词'),

  // Only some models take these. A size word under a name of `resolution` is a picture size too.
  same('picture_size', 'size', SETTINGS, 'picture_size video_resolution output_resolution'),
  same('audio', 'switch', SETTINGS, 'audio generate_audio with_audio enable_audio has_audio 生成音频 有声'),
  same('seed', 'seed', SETTINGS, 'seed random_seed 种子 随机种子'),
  same('negative_prompt', 'words', SETTINGS, 'negative_prompt negative neg_prompt'),
  same('negative_prompt', 'words', SETTINGS, '负面提示词 反向提示词 负向提示词 负面词'),

  // A higher price is never chosen by guess.
  wish(
    'is_pro',
    'pro costs more, so it counts only as is_pro: true in the shot itself',
    ANYWHERE,
    'is_pro pro pro_mode',
  ),
  wish(
    'quality',
    'the model decides the picture size; for pro quality write is_pro: true in the shot',
    ANYWHERE,
    'quality video_quality definition 画质 清晰度 质量',
  ),
  wish(
    'model',
    'write model in options, or in the shot itself',
    ANYWHERE,
    'model model_name model_id provider 模型',
  ),
  wish(
    'takes',
    'takes are the same for all shots; write takes in options',
    ANYWHERE,
    'takes n num_videos variants repeat gen_count 条数 生成数量 数量',
  ),
  wish(
    'name',
    'write metadata.project_name, or name in options',
    ['document'],
    'project_name out_dir output_dir output 输出目录',
  ),

  // Wishes that no provider here can fulfil.
  wish('dialogue', SPOKEN, SHOT, 'dialogue dialogues dialog line lines speech 台词 对白 对话'),
  wish('narration', SPOKEN, SHOT, 'narration voiceover voice_over narrator 旁白 解说 画外音 配音'),
  wish(
    'audio',
    NO_SOUND,
    SHOT,
    'audio_url sound sound_effect sound_effects sfx ambiance_audio audio_desc ambient_sound bgm_prompt',
  ),
  wish('audio', NO_SOUND, SHOT, 'music bgm background_music voice voice_id 音效 音乐 配乐 背景音乐 声音'),
  wish(
    'camera',
    IN_PROMPT,
    SHOT,
    'camera camera_movement camera_motion camera_angle movement shot_type shot_size',
  ),
  wish('camera', IN_PROMPT, SHOT, 'framing angle lens focal_length 景别 运镜 镜头运动 机位 角度 焦段'),
  wish('style', IN_PROMPT, ANYWHERE, 'style visual_style art_style style_prompt 风格 画风 视觉风格'),
  wish('look', IN_PROMPT, SHOT, 'lighting light mood atmosphere color colour color_grade tone weather'),
  wish('look', IN_PROMPT, SHOT, '光线 灯光 光影 氛围 情绪 色调 天气'),
  wish('action', IN_PROMPT, SHOT, 'action actions motion visual content costume expression 动作 表情 画面'),
  wish(
    'other prompts',
    IN_PROMPT,
    SHOT,
    'visual_prompt motion_prompt image_prompt video_prompt frame_content',
  ),
  wish('other prompts', IN_PROMPT, SHOT, 'prompt prompt_prefix prompt_suffix system_prompt global_prompt'),
  wish('other prompts', IN_PROMPT, SHOT, '提示词 画面内容 画面描述'),
  wish('asset', IN_ASSET, ASSETS, Object.values(ASSET_NAMES).flat().join(' ')),
  wish(
    'frame rate',
    'frames cannot be ordered; write duration_seconds',
    ANYWHERE,
    'fps frame_rate num_frames frames default_num_frames default_frame_rate 帧率 帧数',
  ),
  wish(
    'time in the film',
    'the length of a shot is its duration_seconds',
    ['shot', 'params'],
    'start_time end_time start end time_range timecode 开始时间 结束时间 起止时间',
  ),
  wish(
    'cut and text',
    'clips are not cut, subtitled or marked here',
    SHOT,
    `transition transitions subtitle subtitles caption captions overlay text_overlay on_screen_text watermark
    转场 字幕 花字 水印 特效`,
  ),
  wish(
    'tuning',
    'the provider takes no such setting',
    SHOT,
    'cfg_scale guidance_scale steps strength motion_strength temperature loop speed',
  ),
  wish(
    'source video',
    'a shot cannot start from a video',
    SHOT,
    'video video_url input_video reference_video remix_id extend_from 参考视频',
  ),

  // Notes.
  note('id ids uuid key name title label note notes comment comments remark remarks memo description desc'),
  note('summary synopsis logline tags category keywords beat source source_text source_text_chunk chapter'),
  note('episode act sequence genre scene_number shot_number scene_no shot_no number no index order position'),
  note('created_at updated_at created_by author version revision status review approved date tool client'),
  note(
    'language locale lang schema theme purpose rationale reasoning project narrative_summary generated_by',
  ),
  note('shots_count shot_count copyright 备注 说明 注释 注 编号 序号 镜号 标题 名称 剧名 集 集数 章节 简介'),
  note('梗概 标签 状态 作者 版本 用途 总时长 预计总时长 原文 题材'),
];
