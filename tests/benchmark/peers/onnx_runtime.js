// ONNX Runtime on the processor as a peer of the benchmark, for table.py.
//   onnx_runtime.js FOLDER THREADS    FOLDER holds node_modules/onnxruntime-node
// Answers each line of its input with a line: `version`, or `whole FILE.onnx BATCH PIXELS` with the seconds that BATCH images
// (3, PIXELS, PIXELS) take; `none WHY` where that is not possible.
const [folder, threads] = process.argv.slice(2);
const require_there = require('module').createRequire(require('path').resolve(folder, 'here'));
const {InferenceSession, Tensor} = require_there('onnxruntime-node');
const options = {intraOpNumThreads: Number(threads), interOpNumThreads: 1, graphOptimizationLevel: 'all'};
let loaded, session;

async function whole(file, batch, pixels) {
  if (loaded !== file) session = await InferenceSession.create(file, options);
  loaded = file;
  const shape = [batch, 3, pixels, pixels].map(Number);
  const values = Float32Array.from({length: shape.reduce((a, b) => a * b)}, () => (2 * Math.random() - 1) * Math.sqrt(3));
  const images = new Tensor('float32', values, shape);
  const began = process.hrtime.bigint();
  const {logits} = await session.run({images});
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  if (logits.dims[0] !== shape[0]) throw new Error(`logits of ${logits.dims[0]} images, expected of ${batch}`);
  return seconds;
}

const answers = {whole, version: () => require_there('onnxruntime-node/package.json').version};

(async () => {
  for await (const line of require('readline').createInterface({input: process.stdin})) {
    const [what, ...words] = line.split(' ');
    try {
      console.log(await answers[what](...words));
    } catch (error) {
      console.log('none ' + error.message.split('\n')[0]);
    }
  }
})();
