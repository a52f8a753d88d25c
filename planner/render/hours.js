// How long what is left takes: the planner's own distribution, computed as the planner does.

// The trapezoidal rule over a standard normal deviate.
const POINTS = Array.from({ length: 41 }, (_, place) => place / 4 - 5).map((z) => [z, Math.exp((-z * z) / 2)]);
const WEIGHT = sum(POINTS.map(([, weight]) => weight));

function average(value) {
  return sum(POINTS.map(([z, weight]) => (weight / WEIGHT) * value(z)));
}

function normal(z) {
  if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
  let term = z;
  let total = z;
  for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) total += term *= (z * z) / odd;
  return 0.5 + (total * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

// The cumulants of the steps add up; the pace is common to all of them.
function durationOf(steps, { sigma, median }) {
  let [mean, variance, third] = [0, 0, 0];
  for (const { low, likely, high } of steps) {
    const middle = (low + 4 * likely + high) / 6;
    const [below, above] = [middle - low, high - middle];
    mean += middle;
    variance += (below * above) / 7;
    third += (below * above * (above - below)) / 28;
  }
  const skewness = variance ? third / variance ** 1.5 : 0;
  const half = 1 + (skewness * skewness) / 2;
  const root = Math.cbrt(half + Math.sqrt(half * half - 1));
  const w = Math.abs(skewness) < 1e-4 ? 1 : root + 1 / root - 1;
  return { mean, spread: Math.sqrt(variance), w, side: skewness > 0 ? 1 : -1, sigma, median };
}

function sumAt({ mean, spread, w, side }, z) {
  const shape = Math.sqrt(Math.log(w));
  const bent = w > 1 ? (side * (Math.exp(shape * side * z - (shape * shape) / 2) - 1)) / Math.sqrt(w - 1) : z;
  return Math.max(mean + spread * bent, mean / 1000);
}

function sumWithin({ mean, spread, w, side }, minutes) {
  const z = (minutes - mean) / spread;
  if (w === 1) return normal(z);
  const stretched = 1 + Math.sqrt(w - 1) * side * z;
  if (stretched <= 0) return side > 0 ? 0 : 1;
  const shape = Math.sqrt(Math.log(w));
  return normal(side * (Math.log(stretched) / shape + shape / 2));
}

// The chance that no more than these minutes are needed.
function within(duration, minutes) {
  const { mean, spread, sigma, median } = duration;
  const paceWithin = (factor) => normal(Math.log(factor / median) / sigma);
  if (!spread) return paceWithin(minutes / mean);
  if (sigma * mean >= spread) return average((z) => paceWithin(minutes / sumAt(duration, z)));
  return average((z) => sumWithin(duration, minutes / (median * Math.exp(sigma * z))));
}

function quantile(duration, share) {
  let low = 0;
  let high = duration.mean * duration.median;
  if (!high) return 0;
  while (within(duration, high) < share) [low, high] = [high, high * 2];
  while (high - low > Math.max(1e-7 * high, 0.01)) {
    const middle = (low + high) / 2;
    if (within(duration, middle) < share) low = middle;
    else high = middle;
  }
  return Math.ceil(high / GRAIN - 0.01) * GRAIN;
}
