// Learns from strokes in TF.js, in two ways that people write it; see tfjs.js. `stroke_updates` is set by the
// benchmark.
let stroke_updates = null;

// The layers API. Its LSTM has one bias where PyTorch's has two.
function strokeLayers({ units, lstm, linear, inputs: [first] }) {
  const model = tf.sequential({
    layers: [
      tf.layers.lstm({
        units,
        inputShape: [first.length, first[0][0].length],
        returnSequences: true,
        recurrentActivation: "sigmoid", // not the default, which is a cheaper approximation
        kernelInitializer: "zeros",
        recurrentInitializer: "zeros", // not the default, which takes long to compute; the weights come next
      }),
      tf.layers.dense({ units: linear.bias.length }),
    ],
  });
  model.setWeights([
    transposed(lstm.weight_ih),
    transposed(lstm.weight_hh),
    tf.add(lstm.bias_ih, lstm.bias_hh),
    transposed(linear.weight),
    tf.tensor(linear.bias),
  ]);
  const batchFirst = (xs) => tf.transpose(tf.tensor(xs), [1, 0, 2]);
  const readout = (batch) => tf.transpose(model.apply(batch, { training: true }), [1, 0, 2]); // (T, B, O)
  return { readout, given: batchFirst, variables: model.trainableWeights.map((weight) => weight.val) };
}

// Plain operations, one cell after another; what can be done for all steps at once is.
function strokeOperations({ units, lstm, linear }) {
  const variable = (tensor) => tf.variable(tensor);
  const inputWeights = variable(transposed(lstm.weight_ih));
  const stateWeights = variable(transposed(lstm.weight_hh));
  const inputBias = variable(tf.tensor(lstm.bias_ih));
  const stateBias = variable(tf.tensor(lstm.bias_hh));
  const outWeights = variable(transposed(linear.weight));
  const outBias = variable(tf.tensor(linear.bias));
  const readout = (xs) => {
    const [steps, batch, inputs] = xs.shape;
    const bias = inputBias.add(stateBias);
    const pre = xs.reshape([steps * batch, inputs]).matMul(inputWeights).add(bias).reshape([steps, batch, 4 * units]);
    let h = tf.zeros([batch, units]);
    let c = h;
    const hs = tf.unstack(pre).map((fromInput) => {
      const [i, f, g, o] = tf.split(fromInput.add(h.matMul(stateWeights)), 4, 1);
      c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
      h = o.sigmoid().mul(c.tanh());
      return h;
    });
    const z = tf.concat(hs, 0).matMul(outWeights).add(outBias);
    return z.reshape([steps, batch, linear.bias.length]);
  };
  const variables = [inputWeights, stateWeights, inputBias, stateBias, outWeights, outBias];
  return { readout, given: (xs) => tf.tensor(xs), variables };
}

const STROKE_STYLES = { layers: strokeLayers, operations: strokeOperations };

// Mean negative log-likelihood of the answers in the mask, as in py/rnn/heads/mixture.py: z is (T, B, 3K), answers (T, B, 1).
function mixtureLoss(z, answers, burn_in) {
  const mask = z.shape[0] - burn_in;
  const [logit, mean, logDeviation] = tf.split(z.slice([burn_in, 0, 0], [mask, -1, -1]), 3, 2);
  const logSigma = logDeviation.clipByValue(-3.5, 1);
  const d = answers.sub(mean).div(logSigma.exp());
  const logJoint = tf.logSoftmax(logit).sub(logSigma).sub(d.square().mul(0.5)).sub(0.5 * Math.log(2 * Math.PI));
  return tf.logSumExp(logJoint, 2).mean().neg();
}

// {"losses": the loss before each update, "seconds": for all updates}. Windows are taken in turn, from the first.
async function learn({ backend, style, updates, rate }) {
  if (tf.getBackend() !== backend && !(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  await tf.ready();
  tf.engine().startScope();
  const { readout, given, variables } = STROKE_STYLES[style](stroke_updates);
  const inputs = stroke_updates.inputs.map(given);
  const answers = stroke_updates.answers.map((window) => tf.tensor(window.slice(stroke_updates.burn_in)).expandDims(2));
  const optimizer = tf.train.adam(rate, 0.9, 0.999, 1e-8);
  const losses = [];
  const start = performance.now();
  for (let update = 0; update < updates; update++) {
    const window = update % inputs.length;
    const step = () => {
      const loss = () => mixtureLoss(readout(inputs[window]), answers[window], stroke_updates.burn_in);
      const { value, grads } = tf.variableGrads(loss, variables);
      const norm = tf.addN(Object.values(grads).map((gradient) => gradient.square().sum())).sqrt();
      const scale = tf.div(stroke_updates.clip, norm.maximum(stroke_updates.clip));
      optimizer.applyGradients(Object.fromEntries(Object.entries(grads).map(([name, g]) => [name, g.mul(scale)])));
      return value;
    };
    losses.push(tf.tidy(step));
  }
  await losses.at(-1).data(); // a GPU works on after the calls have returned
  const seconds = (performance.now() - start) / 1000;
  const values = await Promise.all(losses.map(async (tensor) => (await tensor.data())[0]));
  optimizer.dispose();
  for (const variable of variables) variable.dispose();
  tf.engine().endScope();
  return { losses: values, seconds };
}
