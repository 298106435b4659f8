/** The look of the stage as the page has it now, and how another takes its place. */
import { stageCamera } from './camera';
import type { StageLook } from './stageLook';
import { stageState } from './stageState';

export const currentLook = (): StageLook => ({
  options: stageState.get().options,
  camera: stageCamera.isTouched() ? stageCamera.get() : null,
});

export function applyLook({ options, camera }: StageLook): void {
  stageState.set({ options, pick: null });
  stageCamera.set(camera);
}
