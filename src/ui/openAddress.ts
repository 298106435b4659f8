/** Opens a link or a preset: the runs in the lab, and how the stage looks at them. */
import { type Address, presetAddress } from './address';
import type { Lab } from './compare/lab';
import { pageLock } from './lock';
import { stageCamera } from './stage/camera';
import { applyLook } from './stage/pageLook';

export function openAddress(lab: Lab, address: Address): void {
  applyLook(address.look);
  pageLock.set(address.lock);
  lab.open(address);
}

/** Somebody who turned the sphere goes on looking from there; a link would say from where. */
export function openPreset(lab: Lab, id: string): void {
  const address = presetAddress(id);
  const camera = address.look.camera ?? (stageCamera.isTouched() ? stageCamera.get() : null);
  openAddress(lab, { ...address, look: { ...address.look, camera } });
}
