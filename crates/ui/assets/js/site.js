// The public site's only script: one visit and how long the page was really visible.
// No cookie, no storage; respects Global Privacy Control and Do Not Track.
if (!navigator.globalPrivacyControl && navigator.doNotTrack !== '1') {
  const id = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
  let seen = 0;
  let since = document.hidden ? 0 : performance.now();
  let told = -1;
  const send = (kind) => {
    const seconds = Math.round((seen + (since ? performance.now() - since : 0)) / 1000);
    if (kind === 'd' && seconds === told) return;
    told = seconds;
    const query = new URLSearchParams(location.search);
    const body = {
      k: kind, v: id, p: location.pathname, s: Math.min(seconds, 3600),
      r: kind === 'v' && document.referrer && new URL(document.referrer).host !== location.host ? new URL(document.referrer).host : undefined,
      us: query.get('utm_source') ?? undefined, um: query.get('utm_medium') ?? undefined, uc: query.get('utm_campaign') ?? undefined,
      w: innerWidth < 600 ? 's' : innerWidth < 1100 ? 'm' : 'l', l: document.documentElement.lang,
    };
    navigator.sendBeacon('/t/v', new Blob([JSON.stringify(body)], { type: 'text/plain' }));
  };
  if (document.prerendering) document.addEventListener('prerenderingchange', () => send('v'), { once: true });
  else send('v');
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      if (since) seen += performance.now() - since;
      since = 0;
      send('d');
    } else {
      since = performance.now();
    }
  });
  addEventListener('pagehide', () => send('d'));
}
