/** The bench's network in jax-js: the whole training step as one jitted function (ReLU, ArcFace, Adam). NCHW, as that library wants it. */
import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy as np,
  valueAndGrad,
  type Array as JaxArray,
} from '@jax-js/jax';

const SCALE = 16;
const MARGIN = 0.3;
const RATE = 0.003;

export interface JaxShape {
  readonly batch: number;
  readonly side: number;
  readonly classes: number;
  readonly dim: number;
}

const pool = (x: JaxArray): JaxArray => {
  const [b = 0, c = 0, h = 0, w = 0] = x.shape;
  return np.max(x.reshape([b, c, h / 2, 2, w / 2, 2]), [3, 5]);
};

const convolve = (x: JaxArray, kernel: JaxArray, bias: JaxArray): JaxArray =>
  pool(nn.relu(lax.conv(x, kernel, [1, 1], 'SAME').add(bias)));

const unit = (x: JaxArray, axis: number): JaxArray =>
  x.ref.div(np.sqrt(np.sum(np.square(x), axis, { keepdims: true }).add(1e-12)));

function loss([k1, b1, k2, b2, dense, classWeights]: JaxArray[], images: JaxArray, oneHot: JaxArray): JaxArray {
  const flat = convolve(convolve(images, k1!, b1!), k2!, b2!);
  const embeddings = np.matmul(flat.reshape([flat.shape[0]!, -1]), dense!);
  const cosines = np.clip(np.matmul(unit(embeddings, 1), unit(classWeights!, 0)), -0.9999, 0.9999);
  const sines = np.sqrt(np.square(cosines.ref).mul(-1).add(1));
  const targets = cosines.ref.mul(Math.cos(MARGIN)).sub(sines.mul(Math.sin(MARGIN)));
  const logits = cosines.ref.add(oneHot.ref.mul(targets.sub(cosines))).mul(SCALE);
  return np.sum(nn.logSoftmax(logits, 1).mul(oneHot)).div(-images.shape[0]!);
}

/** A step function that returns when it is enqueued, and one that waits for the device. */
export async function openJaxStep({
  batch,
  side,
  classes,
  dim,
}: JaxShape): Promise<{ step: () => void; wait: () => Promise<number> }> {
  await init('webgpu');
  defaultDevice('webgpu');
  const values = (shape: number[], scale: number): JaxArray => {
    const size = shape.reduce((a, b) => a * b, 1);
    return np.array(Float32Array.from({ length: size }, (_, i) => scale * Math.sin(12.9898 * (i + 1)))).reshape(shape);
  };
  const flat = (side / 4) ** 2 * 32;
  let parameters = [
    values([16, 1, 5, 5], 0.3),
    values([1, 16, 1, 1], 0),
    values([32, 16, 5, 5], 0.08),
    values([1, 32, 1, 1], 0),
    values([flat, dim], 0.03),
    values([dim, classes], 1),
  ];
  let first = parameters.map((p) => np.zeros(p.shape));
  let second = parameters.map((p) => np.zeros(p.shape));
  let time = np.array(1);
  const images = values([batch, 1, side, side], 0.5);
  const labels = Float32Array.from({ length: batch * classes }, (_, i) =>
    i % classes === Math.floor(i / classes) % classes ? 1 : 0,
  );
  const oneHot = np.array(labels).reshape([batch, classes]);

  const train = jit((p: JaxArray[], m: JaxArray[], v: JaxArray[], t: JaxArray, x: JaxArray, y: JaxArray) => {
    const [value, gradients] = valueAndGrad(loss)(
      p.map((a) => a.ref),
      x,
      y,
    ) as unknown as [JaxArray, JaxArray[]];
    const correction = (beta: number): JaxArray =>
      np
        .exp(t.ref.mul(Math.log(beta)))
        .mul(-1)
        .add(1);
    const m2 = m.map((a, i) => a.mul(0.9).add(gradients[i]!.ref.mul(0.1)));
    const v2 = v.map((a, i) => a.mul(0.999).add(np.square(gradients[i]!).mul(0.001)));
    const p2 = p.map((a, i) =>
      a.sub(
        m2[i]!.ref.div(correction(0.9))
          .mul(RATE)
          .div(np.sqrt(v2[i]!.ref.div(correction(0.999))).add(1e-7)),
      ),
    );
    return [p2, m2, v2, t.add(1), value];
  });
  let newest: JaxArray | null = null;
  return {
    step: () => {
      newest?.dispose();
      const result = train(parameters, first, second, time, images.ref, oneHot.ref) as [
        JaxArray[],
        JaxArray[],
        JaxArray[],
        JaxArray,
        JaxArray,
      ];
      [parameters, first, second, time, newest] = result;
    },
    wait: async () => {
      await blockUntilReady(parameters.map((p) => p.ref));
      const values = newest ? ((await newest.ref.jsAsync()) as unknown) : NaN;
      return typeof values === 'number' ? values : NaN;
    },
  };
}
