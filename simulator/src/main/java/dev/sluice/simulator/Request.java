package dev.sluice.simulator;

/**
 * A request as it came over HTTP.
 *
 * @param target the request target: the path and, if any, the query
 * @param keepAlive whether the client lets the connection be used again
 * @param http10 whether the client speaks HTTP/1.0, which knows no chunked coding
 */
record Request(
    String method, String target, Headers headers, String body, boolean keepAlive, boolean http10) {

  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
