/** A document with this many shots and different prompts. */
export function storyboardOf(shots: number, name: string, mark: (index: number) => string = () => '') {
  return {
    metadata: { project_name: name },
    segments: Array.from({ length: shots }, (_, index) => ({
      segment_index: index + 1,
      prompt_text: `${name}: shot ${index + 1} of ${shots} ${mark(index)}`.trim(),
      duration_seconds: 10,
      resolution: 'horizontal',
    })),
  };
}
