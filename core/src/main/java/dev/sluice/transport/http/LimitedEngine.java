package dev.sluice.transport.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * The TLS of a client whose server is not trusted with this process's time: what costs more to take
 * than to send ends the connection, see {@link #MAX_ANSWERS} and {@link #MAX_SILENT_RECORDS}, and
 * so does another handshake, which servers of TLS 1.2 may ask for at any time and nobody needs. As
 * little thread-safe as what it is around, which does all the rest.
 */
public final class LimitedEngine extends SSLEngine {
  /**
   * How many answers a server may have of TLS before it says something. New keys are asked for once
   * in a great while (RFC 8446, section 4.6.3), and each costs a computation.
   */
  public static final int MAX_ANSWERS = 32;

  /**
   * How many records a server may send one after the other that hold nothing for their reader: of
   * no content, which TLS allows against those who count records (RFC 8446, section 5.1), tickets,
   * and new keys of the server's alone.
   */
  public static final int MAX_SILENT_RECORDS = 1024;

  private final SSLEngine engine;

  /** Whether there has been a handshake. */
  private boolean secured;

  private boolean closing;

  /** What TLS has answered since the handshake. */
  private long answers;

  /** How many of them before the server last said something. */
  private long answersBefore;

  private int silentRecords;

  LimitedEngine(SSLEngine engine) {
    super(engine.getPeerHost(), engine.getPeerPort());
    this.engine = engine;
  }

  /** How many messages it has made since the handshake that nobody here has asked for. */
  public long answers() {
    return answers;
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer from, ByteBuffer to) throws SSLException {
    return wrapped(engine.wrap(from, to));
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer to)
      throws SSLException {
    return wrapped(engine.wrap(from, offset, length, to));
  }

  private SSLEngineResult wrapped(SSLEngineResult result) throws SSLException {
    if (secured && !closing && result.bytesProduced() > 0 && result.bytesConsumed() == 0) {
      answers++;
      if (answers - answersBefore > MAX_ANSWERS) {
        throw new SSLException("the server has TLS answer again and again, and says nothing");
      }
    }
    return noted(result);
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer to) throws SSLException {
    return unwrapped(engine.unwrap(from, to));
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] to, int offset, int length)
      throws SSLException {
    return unwrapped(engine.unwrap(from, to, offset, length));
  }

  private SSLEngineResult unwrapped(SSLEngineResult result) throws SSLException {
    if (secured && result.bytesConsumed() > 0) {
      if (result.bytesProduced() > 0) {
        answersBefore = answers;
        silentRecords = 0;
      } else if (++silentRecords > MAX_SILENT_RECORDS) {
        throw new SSLException("the server sends record after record, and says nothing");
      }
      refuseRenegotiation(result.getHandshakeStatus());
    }
    return noted(result);
  }

  /** What TLS 1.3 does after its handshake, and the answer to a peer's goodbye, is none. */
  private void refuseRenegotiation(HandshakeStatus status) throws SSLException {
    boolean quiet = status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED;
    if (!quiet && !engine.isInboundDone() && !engine.getSession().getProtocol().equals("TLSv1.3")) {
      throw new SSLException("the server asked for another handshake, which is refused");
    }
  }

  private SSLEngineResult noted(SSLEngineResult result) {
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
      secured = true;
    }
    return result;
  }

  @Override
  public void closeOutbound() {
    closing = true;
    engine.closeOutbound();
  }

  // The rest is what it is around.

  @Override
  public Runnable getDelegatedTask() {
    return engine.getDelegatedTask();
  }

  @Override
  public void closeInbound() throws SSLException {
    engine.closeInbound();
  }

  @Override
  public boolean isInboundDone() {
    return engine.isInboundDone();
  }

  @Override
  public boolean isOutboundDone() {
    return engine.isOutboundDone();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return engine.getSupportedCipherSuites();
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return engine.getEnabledCipherSuites();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    engine.setEnabledCipherSuites(suites);
  }

  @Override
  public String[] getSupportedProtocols() {
    return engine.getSupportedProtocols();
  }

  @Override
  public String[] getEnabledProtocols() {
    return engine.getEnabledProtocols();
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {
    engine.setEnabledProtocols(protocols);
  }

  @Override
  public SSLSession getSession() {
    return engine.getSession();
  }

  @Override
  public SSLSession getHandshakeSession() {
    return engine.getHandshakeSession();
  }

  @Override
  public void beginHandshake() throws SSLException {
    engine.beginHandshake();
  }

  @Override
  public HandshakeStatus getHandshakeStatus() {
    return engine.getHandshakeStatus();
  }

  @Override
  public void setUseClientMode(boolean mode) {
    engine.setUseClientMode(mode);
  }

  @Override
  public boolean getUseClientMode() {
    return engine.getUseClientMode();
  }

  @Override
  public void setNeedClientAuth(boolean need) {
    engine.setNeedClientAuth(need);
  }

  @Override
  public boolean getNeedClientAuth() {
    return engine.getNeedClientAuth();
  }

  @Override
  public void setWantClientAuth(boolean want) {
    engine.setWantClientAuth(want);
  }

  @Override
  public boolean getWantClientAuth() {
    return engine.getWantClientAuth();
  }

  @Override
  public void setEnableSessionCreation(boolean flag) {
    engine.setEnableSessionCreation(flag);
  }

  @Override
  public boolean getEnableSessionCreation() {
    return engine.getEnableSessionCreation();
  }

  @Override
  public SSLParameters getSSLParameters() {
    return engine.getSSLParameters();
  }

  @Override
  public void setSSLParameters(SSLParameters parameters) {
    engine.setSSLParameters(parameters);
  }

  @Override
  public String getApplicationProtocol() {
    return engine.getApplicationProtocol();
  }

  @Override
  public String getHandshakeApplicationProtocol() {
    return engine.getHandshakeApplicationProtocol();
  }

  @Override
  public void setHandshakeApplicationProtocolSelector(
      BiFunction<SSLEngine, List<String>, String> selector) {
    engine.setHandshakeApplicationProtocolSelector(selector);
  }

  @Override
  public BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
    return engine.getHandshakeApplicationProtocolSelector();
  }
}
