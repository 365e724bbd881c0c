/** A valid document of `shots` shots with distinct content. */
export function storyboardDocument(shots: number, name = 'test'): { segments: object[]; metadata: object } {
  const segments = Array.from({ length: shots }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: `${name}: shot ${index + 1}`,
    duration_seconds: 10,
    resolution: 'horizontal',
  }));
  return { metadata: { project_name: name }, segments };
}
