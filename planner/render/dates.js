"use strict";
// The plan's own calendar: from minutes of study to days, which are counted from 1970-01-01.
// It does what the planner does, step by step, so that both come to the same dates.

const GRAIN = 3;
const LAST = dayOf("9998-12-01");
const LOOK_AHEAD = 50;

function dayOf(text) {
  return Date.parse(text) / 864e5;
}

function dateOf(day) {
  return new Date(day * 864e5).toISOString().slice(0, 10);
}

function wholeGrains(minutes) {
  return Math.floor(minutes / GRAIN + 0.5) * GRAIN;
}

function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}

function shareOf(pace, day) {
  if (pace.away.some(([first, last]) => first <= day && day <= last)) return 0;
  const lighter = pace.lighter.filter(([first, last]) => first <= day && day <= last);
  return lighter.length ? (lighter.at(-1)[2] * 60) / pace.perWeek : 1;
}

function capacity(pace, first, last) {
  let share = 0;
  for (let day = first; day <= last; day++) share += shareOf(pace, day);
  return share === 7 ? pace.perWeek : wholeGrains((pace.perWeek * share) / 7 + 1e-9);
}

function* weeks(pace) {
  for (let number = Math.floor((pace.begin - pace.start) / 7); ; number++) {
    const last = pace.start + number * 7 + 6;
    const first = Math.max(last - 6, pace.begin);
    yield { first, last, minutes: capacity(pace, first, last) };
  }
}

function* sessions(pace) {
  for (let day = pace.begin; ; day++) {
    const share = shareOf(pace, day);
    for (const [weekday, minutes] of pace.week) {
      if (weekday === (day + 3) % 7) {
        yield { first: day, last: day, minutes: Math.floor(minutes * share + 1e-9) };
      }
    }
    if (day > LAST) yield { first: day, last: day, minutes: 0 };
  }
}

function* slots(pace) {
  for (const slot of pace.week.length ? sessions(pace) : weeks(pace)) {
    if (slot.first > LAST) throw new RangeError("the plan does not end within the calendar");
    if (slot.minutes) yield slot;
  }
}

// First and last day of each piece of work; with several tracks, up to so many are open at once.
function laid(pace, minutes, tracks, needs) {
  const left = [...minutes];
  const begun = new Map();
  const ended = new Map();
  const served = new Map();
  const stretch = slots(pace);
  let waiting = left.map((_, piece) => piece);
  let open = [];
  let slot = stretch.next().value;
  let free = slot.minutes;
  let parts = 0;
  let latest = [];

  const close = (piece) => {
    if (!begun.has(piece)) begun.set(piece, slot);
    ended.set(piece, slot);
    open = open.filter((one) => one !== piece);
  };

  while (open.length || waiting.length) {
    const kept = [];
    while (waiting.length && open.length < tracks && kept.length < LOOK_AHEAD) {
      const piece = waiting.shift();
      (needs[piece].every((one) => ended.has(one)) ? open : kept).push(piece);
    }
    waiting = [...kept, ...waiting];
    const turn = (piece) => served.get(piece) ?? -1;
    const piece = open.reduce((a, b) => (turn(a) - turn(b) || a - b) <= 0 ? a : b);
    if (!left[piece]) {
      close(piece);
      continue;
    }
    while (!free) {
      slot = stretch.next().value;
      free = slot.minutes;
    }
    const share = pace.week.length ? free : wholeGrains(slot.minutes / open.length);
    const work = Math.min(left[piece], free, Math.max(share, GRAIN));
    if (!begun.has(piece)) begun.set(piece, slot);
    if (latest[0] !== slot || latest[1] !== piece) parts += 1;
    latest = [slot, piece];
    served.set(piece, parts);
    left[piece] -= work;
    free -= work;
    if (!left[piece]) close(piece);
  }
  return left.map((_, piece) => [begun.get(piece).first, ended.get(piece).last]);
}

function paceAt(plan, perWeek, begin) {
  const given = plan.pace;
  const week = given.week.map(([day, minutes]) => [
    day,
    Math.max(1, Math.round((minutes * perWeek) / given.perWeek)),
  ]);
  return { ...given, perWeek, week, begin };
}

// The plan without what is ticked, at another pace; once something is, it goes on from today.
function replanned(plan, ticked, perWeek, today) {
  const steps = plan.steps.filter((step) => !ticked.has(step.id));
  const begin = ticked.size ? Math.max(plan.pace.begin, today) : plan.pace.begin;
  const pace = paceAt(plan, perWeek, begin);
  const whole = sum(plan.steps.map((step) => step.mean)) || 1;
  const means = steps.map((step) => step.mean);
  const rest = sum(means);
  const [p50, p80, p95] = plan.quantiles.map((all) =>
    steps.length === plan.steps.length ? all : wholeGrains((all * rest) / whole),
  );
  return {
    begin,
    steps: datedSteps(plan, steps, pace, p50),
    finish: [p50, p80, p95].map((all) => laid(pace, [all], 1, [[]])[0][1]),
    minutes: sum(steps.map((step) => step.likely)),
    ready: readyWith(plan, ticked, -1),
  };
}

function datedSteps(plan, steps, pace, minutes) {
  const whole = sum(steps.map((step) => step.mean)) || 1;
  let part = 0;
  const ends = steps.map((step) => wholeGrains(((part += step.mean) * minutes) / whole));
  const place = new Map(steps.map((step, number) => [step.id, number]));
  const needs = steps.map((step) =>
    pace.tracks > 1
      ? step.needs.map((one) => place.get(plan.steps[one].id)).filter((one) => one !== undefined)
      : [],
  );
  const days = laid(pace, ends.map((end, number) => end - (ends[number - 1] ?? 0)), pace.tracks, needs);
  return new Map(steps.map((step, number) => [step.id, days[number]]));
}

// Readiness once the steps up to this one are done, and those that are ticked.
function readyWith(plan, ticked, upTo) {
  let before = plan.ready;
  let later = 0;
  plan.steps.forEach((step, number) => {
    if (number > upTo && ticked.has(step.id)) later += step.ready - before;
    before = step.ready;
  });
  const ready = upTo < 0 ? plan.ready : plan.steps[upTo].ready;
  return later ? Math.min(1, Math.round((ready + later) * 1e9) / 1e9) : ready;
}
