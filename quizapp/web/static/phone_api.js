'use strict';

/* Calls of the API. A call that gets no answer raises NetworkAway; every other one says what came back. */
class NetworkAway extends Error {}

class PhoneApi {
  constructor() {
    this.token = '';
  }

  /* -> {status, code, body, retryAfter, sentAt, receivedAt}; the last two by performance.now(). */
  async call(method, path, body) {
    const sentAt = performance.now();
    const response = await this.patiently(path, this.request(method, body));
    const receivedAt = performance.now();
    const text = await response.text().catch(() => {
      throw new NetworkAway();
    });
    const answer = PhoneApi.parsed(text);
    const retryAfter = 1000 * Number(response.headers.get('Retry-After') || 0);
    return { status: response.status, code: answer.code || '', body: answer, retryAfter, sentAt, receivedAt };
  }

  request(method, body) {
    const headers = body ? { 'Content-Type': 'application/json' } : {};
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    return { method, headers, body: body && JSON.stringify(body), cache: 'no-store', credentials: 'same-origin' };
  }

  /* A call that hangs is a call that failed: on a village network it would hang for minutes. */
  async patiently(path, request) {
    const stop = window.AbortController ? new AbortController() : null;
    if (stop) request.signal = stop.signal;
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new NetworkAway()), PhoneApi.PATIENCE);
    });
    try {
      return await Promise.race([fetch(path, request), late]);
    } catch (error) {
      if (stop) stop.abort();
      throw new NetworkAway();
    } finally {
      clearTimeout(timer);
    }
  }

  static parsed(text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      return {};
    }
  }
}
PhoneApi.PATIENCE = 10000;

/* How long to wait after so many failures: longer each time, and never at the same moment as everybody else. */
function backoff(failures) {
  return Math.min(1000 * 2 ** failures, 15000) * (0.5 + Math.random() / 2);
}

function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
