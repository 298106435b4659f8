/** Asks the browser for a GPU. Each way in which it can refuse has its own sentence. */

export interface Gpu {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  /** In words: `nvidia ampere`, `SwiftShader (software)`. */
  readonly description: string;
  /** False where a processor computes in the place of a GPU. */
  readonly hardware: boolean;
}

/** Why there is no GPU, as the end of a sentence ("..., because <reason>"). */
export class GpuUnavailable extends Error {
  override readonly name = 'GpuUnavailable';
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

/** The adapter alone, which costs little: enough to choose. Throws `GpuUnavailable`. */
export async function requestAdapter(): Promise<{ adapter: GPUAdapter; description: string; hardware: boolean }> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) {
    throw new GpuUnavailable(
      globalThis.isSecureContext === false
        ? 'browsers offer WebGPU to secure pages only (https, or localhost)'
        : 'this browser does not offer WebGPU',
    );
  }
  let adapter: GPUAdapter | null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (error) {
    throw new GpuUnavailable(`asking for a WebGPU adapter failed (${messageOf(error)})`);
  }
  if (!adapter) throw new GpuUnavailable('the browser found no WebGPU adapter: the driver is missing, old or blocked');
  const { info } = adapter;
  const words = [info.vendor, info.architecture, info.device, info.description].filter((word) => word !== '');
  const hardware = !info.isFallbackAdapter && info.vendor !== 'google' && !words.some((word) => SOFTWARE.test(word));
  const name = words.length > 0 ? [...new Set(words)].join(' ') : 'adapter that does not give its name';
  return { adapter, description: hardware ? name : `${name} (software)`, hardware };
}

/** Features and limits are taken as far as the adapter has them. Throws `GpuUnavailable`. */
export async function requestGpu(): Promise<Gpu> {
  const { adapter, description, hardware } = await requestAdapter();
  const { limits } = adapter;
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
      requiredLimits: {
        maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxBufferSize: limits.maxBufferSize,
        maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
        maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
        maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
        maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      },
    });
    return { device, info: adapter.info, description, hardware };
  } catch (error) {
    throw new GpuUnavailable(`the adapter ${description} gave no device (${messageOf(error)})`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
