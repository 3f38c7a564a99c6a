// Trains in TF.js, in two ways that people write it; each has all of the problem on the device before the clock starts.
tf.wasm.setWasmPaths("/peers/@tensorflow/tfjs-backend-wasm/dist/");

const transposed = (rows) => tf.transpose(tf.tensor(rows));

// The layers API. Its LSTM has one bias where PyTorch's has two.
function layers({ units, lstm, linear, xs }) {
  const steps = xs.length;
  const model = tf.sequential({
    layers: [
      tf.layers.lstm({
        units,
        inputShape: [steps, 1],
        recurrentActivation: "sigmoid", // not the default, which is a cheaper approximation
        kernelInitializer: "zeros",
        recurrentInitializer: "zeros", // not the default, which takes long to compute; the weights come next
      }),
      tf.layers.dense({ units: 1 }),
    ],
  });
  model.setWeights([
    transposed(lstm.weight_ih),
    transposed(lstm.weight_hh),
    tf.add(lstm.bias_ih, lstm.bias_hh),
    transposed(linear.weight),
    tf.tensor(linear.bias),
  ]);
  const batch = transposed(xs).expandDims(2); // (B, T, 1)
  const logits = () => model.apply(batch, { training: true });
  return { logits, variables: model.trainableWeights.map((weight) => weight.val) };
}

// Plain operations, one cell after another.
function operations({ units, lstm, linear, xs }) {
  const variable = (tensor) => tf.variable(tensor);
  const inputWeights = variable(transposed(lstm.weight_ih));
  const stateWeights = variable(transposed(lstm.weight_hh));
  const inputBias = variable(tf.tensor(lstm.bias_ih));
  const stateBias = variable(tf.tensor(lstm.bias_hh));
  const readout = variable(transposed(linear.weight));
  const readoutBias = variable(tf.tensor(linear.bias));
  const inputs = xs.map((x) => tf.tensor(x).expandDims(1)); // T times (B, 1)
  const logits = () => {
    const bias = inputBias.add(stateBias);
    let h = tf.zeros([xs[0].length, units]);
    let c = h;
    for (const x of inputs) {
      const [i, f, g, o] = tf.split(x.matMul(inputWeights).add(h.matMul(stateWeights)).add(bias), 4, 1);
      c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
      h = o.sigmoid().mul(c.tanh());
    }
    return h.matMul(readout).add(readoutBias);
  };
  return { logits, variables: [inputWeights, stateWeights, inputBias, stateBias, readout, readoutBias] };
}

const STYLES = { layers, operations };

// {"losses": the loss before each update, "seconds": for all epochs}.
async function train({ backend, style, problem, epochs }) {
  if (tf.getBackend() !== backend && !(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  await tf.ready();
  tf.engine().startScope();
  const { logits, variables } = STYLES[style](problem);
  const targets = tf.tensor(problem.targets).expandDims(1);
  const weights = tf.tensor(problem.weights).expandDims(1);
  const optimizer = tf.train.adam(problem.learning_rate, 0.9, 0.999, 1e-8);
  const loss = () => tf.losses.sigmoidCrossEntropy(targets, logits(), weights, 0, tf.Reduction.MEAN);
  const losses = [];
  const start = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) losses.push(optimizer.minimize(loss, true, variables));
  await losses.at(-1).data(); // a GPU works on after the calls have returned
  const seconds = (performance.now() - start) / 1000;
  const values = await Promise.all(losses.map(async (tensor) => (await tensor.data())[0]));
  optimizer.dispose();
  for (const variable of variables) variable.dispose();
  tf.engine().endScope();
  return { losses: values, seconds };
}
