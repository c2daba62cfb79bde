// Solara puts this on every page. A picture that has not loaded within two seconds is never changed again by anywidget:
// too short for a slow telephone, or for ten pages on one machine.
const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => timeout(Math.max(milliseconds, 60_000));
