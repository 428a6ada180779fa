package dev.sluice.transport;

/**
 * Something that one {@link Transport} can do and another cannot. What every transport must do is
 * no ability but the contract.
 */
public enum Ability {
  /** Speaks HTTP/2 with servers that offer it over TLS. */
  HTTP_2,

  /** Reaches hosts whose names have an underscore, as containers' and Kubernetes' often do. */
  UNDERSCORE_HOSTS,

  /**
   * Sends a request once more, by itself, where a connection that had been used before turns out to
   * be dead.
   */
  RESENDS_POST,

  /** Takes an answer that comes, and is over, while the request is still on its way. */
  EARLY_ANSWERS,

  /** Goes through a proxy that is spoken to in TLS. */
  TLS_PROXY,

  /** Goes through a proxy that speaks SOCKS5. */
  SOCKS_PROXY,

  /** Gives the proxy that makes a tunnel for TLS the name and password of its URL. */
  TUNNEL_PASSWORDS,

  /** Bounds the time to connect of a GET too, which has no body to be asked for once connected. */
  GET_CONNECT_TIMEOUT
}
