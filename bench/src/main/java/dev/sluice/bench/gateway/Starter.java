package dev.sluice.bench.gateway;

import dev.sluice.bench.Certificate;
import dev.sluice.bench.load.Ask;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Starts gateways, each as a process of its own with nothing kept of an earlier one. */
final class Starter {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final long PATIENCE_NANOS = 120_000_000_000L;
  private static final String KEY = "sk-bench-0123456789abcdef";

  private final Path work;
  private final Peers peers;
  private final Certificate certificate;

  /** Of every gateway on the JVM. */
  private final List<String> flags = ServeOptions.of(Path.of("sluice"));

  Starter(Path work, Peers peers, Certificate certificate) throws IOException {
    this.work = Files.createDirectories(work.toAbsolutePath());
    this.peers = peers;
    this.certificate = certificate;
  }

  List<String> flags() {
    return flags;
  }

  /**
   * Starts one, and waits until it serves.
   *
   * @param origin of the upstream
   */
  Started start(Proxy proxy, String origin, Ask ask)
      throws IOException, InterruptedException, Peers.MissingException {
    String api = origin + ask.path();
    String bare = origin + ask.base();
    return switch (proxy) {
      case SLUICE, RESPONSES, MESSAGES, GEMINI, OLLAMA, UI_MESSAGES, AG_UI ->
          java(proxy, SluiceProxy.class, KEY, bare, KEY, "memory", "native");
      case SLUICE_NIO -> java(proxy, SluiceProxy.class, KEY, bare, KEY, "memory", "nio");
      case SLUICE_SQLITE ->
          java(proxy, SluiceProxy.class, KEY, bare, KEY, data().toString(), "native");
      case VERTX -> java(proxy, VertxProxy.class, "none", bare);
      case VERTX_NIO -> java(proxy, VertxProxy.class, "none", bare, "nio");
      case GO -> speaking(proxy, "none", List.of(peers.go().toString(), bare));
      case NGINX -> nginx(bare);
      case PORTKEY -> portkey();
      case LITELLM -> litellm(api);
      case TENSORZERO ->
          throw new Peers.MissingException("does not know how to start " + peers.tensorzero());
      case DIRECT -> new Started(new ProcessBuilder("sleep", "600").start(), api, "none");
    };
  }

  private Path data() throws IOException {
    return Files.createTempDirectory(work, "runs");
  }

  private Started java(Proxy proxy, Class<?> main, String key, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(flags);
    if (arguments[0].startsWith("https:")) {
      command.addAll(certificate.trust());
    }
    command.addAll(List.of(System.getProperty("bench.gateway.flags", "").split("[|]")));
    command.removeIf(String::isEmpty);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return speaking(proxy, key, command);
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** One that says its address in its first line. */
  private Started speaking(Proxy proxy, String key, List<String> command) throws IOException {
    Process process = clean(new ProcessBuilder(command)).redirectError(log(proxy).toFile()).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String url = out.readLine();
    while (url != null && !url.startsWith("http")) {
      url = out.readLine(); // What a JVM says of its own accord.
    }
    if (url == null) {
      throw new IOException(proxy.id() + " did not start: see " + log(proxy));
    }
    return new Started(process, url + "/v1", key);
  }

  private Started nginx(String bare)
      throws IOException, InterruptedException, Peers.MissingException {
    String program = Peers.program("nginx");
    int port = freePort();
    Path folder = Files.createDirectories(work.resolve("nginx"));
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        worker_processes %d;
        worker_rlimit_nofile 20000;
        pid %s/nginx.pid;
        error_log %s/error.log;
        events { worker_connections 20000; }
        http {
          access_log off;
          client_body_temp_path %s/body;
          proxy_temp_path %s/proxy;
          fastcgi_temp_path %s/fastcgi;
          uwsgi_temp_path %s/uwsgi;
          scgi_temp_path %s/scgi;
          keepalive_requests 1000000;
          upstream up { server %s; keepalive 1024; keepalive_requests 1000000; }
          server {
            listen 127.0.0.1:%d backlog=4096;
            location / {
              proxy_pass http://up%s/;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
              proxy_read_timeout 600s;
            }
          }
        }
        """
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                folder,
                folder,
                folder,
                folder,
                folder,
                folder,
                folder,
                java.net.URI.create(bare).getAuthority(),
                port,
                java.net.URI.create(bare).getPath()));
    return listening(
        Proxy.NGINX,
        port,
        "none",
        Map.of(),
        List.of(
            program,
            "-p",
            folder.toString(),
            "-c",
            folder.resolve("nginx.conf").toString(),
            "-g",
            "daemon off;"));
  }

  private Started portkey() throws IOException, InterruptedException, Peers.MissingException {
    int port = freePort();
    return listening(
        Proxy.PORTKEY,
        port,
        KEY,
        Map.of("TRUSTED_CUSTOM_HOSTS", "127.0.0.1,localhost", "NODE_ENV", "production"),
        List.of(Peers.program("node"), peers.portkey().toString(), "--headless", "--port=" + port));
  }

  private Started litellm(String api)
      throws IOException, InterruptedException, Peers.MissingException {
    Path program = peers.litellm();
    int port = freePort();
    Path config = work.resolve("litellm.yaml");
    Files.writeString(
        config,
        """
        model_list:
          - model_name: openai/bench
            litellm_params:
              model: openai/bench
              api_base: %s
              api_key: sk-upstream
        """
            .formatted(api));
    return listening(
        Proxy.LITELLM,
        port,
        "none",
        // Without a key of its own, which is less work: it wants to be told that this is meant.
        Map.of(
            "LITELLM_LOG",
            "ERROR",
            "LITELLM_LOCAL_MODEL_COST_MAP",
            "True",
            "LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY",
            "true"),
        List.of(
            program.toString(),
            "--config",
            config.toString(),
            "--host",
            "127.0.0.1",
            "--port",
            String.valueOf(port)));
  }

  /** One that is told its port. */
  private Started listening(
      Proxy proxy, int port, String key, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = clean(new ProcessBuilder(command));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(log(proxy).toFile()).start();
    Started started = new Started(process, "http://127.0.0.1:" + port + "/v1", key);
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (process.isAlive() && System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return started;
      } catch (IOException notYet) {
        Thread.sleep(100);
      }
    }
    started.close();
    throw new IOException(proxy.id() + " did not start: see " + log(proxy));
  }

  private Path log(Proxy proxy) {
    return work.resolve(proxy.id() + ".log");
  }

  /** Without the proxies of whoever runs it: everything is on this machine. */
  private static ProcessBuilder clean(ProcessBuilder builder) {
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    return builder.directory(new File("").getAbsoluteFile());
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
