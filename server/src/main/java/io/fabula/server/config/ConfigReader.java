package io.fabula.server.config;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.Problems;
import io.fabula.generator.document.TextFile;
import io.fabula.generator.document.Yaml;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.template.Vocabulary;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.fallback.Models;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the configuration: flags stand above the environment, that above the file, that above the
/// defaults. One pass finds every fault.
public final class ConfigReader {
  /// The file that is read where none is named.
  public static final String DEFAULT_FILE = "fabula.yaml";

  private static final int MAX_BYTES = 1 << 20;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
  private static final List<List<String>> SCALARS =
      List.of(
          List.of("websocket", "host"),
          List.of("websocket", "port"),
          List.of("websocket", "max_connections"),
          List.of("websocket", "max_message_size"),
          List.of("websocket", "ping_interval"),
          List.of("websocket", "idle_timeout"),
          List.of("websocket", "allowed_origins"),
          List.of("websocket", "compression"),
          List.of("websocket", "enabled"),
          List.of("websocket", "hot_reload"),
          List.of("websocket", "path"),
          List.of("websocket", "replay_file"),
          List.of("websocket", "tls", "enabled"),
          List.of("websocket", "tls", "cert_path"),
          List.of("websocket", "tls", "key_path"),
          List.of("websocket", "tls", "self_signed"),
          List.of("websocket", "subprotocols"),
          List.of("websocket", "rate_limit", "messages"),
          List.of("websocket", "rate_limit", "per"),
          List.of("websocket", "rate_limit", "burst"),
          List.of("websocket", "rate_limit", "action"),
          List.of("provider"),
          List.of("narratives"),
          List.of("replays"),
          List.of("ai", "enabled"),
          List.of("ai", "narrative"),
          List.of("ai", "event_count"),
          List.of("ai", "events_per_second"),
          List.of("ai", "batch"),
          List.of("streams", "max_rate"),
          List.of("streams", "outbox"),
          List.of("streams", "slow_client_grace"),
          List.of("budget", "tokens_per_stream"),
          List.of("budget", "tokens_per_day"),
          List.of("budget", "tokens_per_process"),
          List.of("budget", "cost_per_day"),
          List.of("budget", "file"),
          List.of("cassette", "mode"),
          List.of("cassette", "dir"),
          List.of("cassette", "speed"),
          List.of("templates", "env"),
          List.of("admin", "token"),
          List.of("log", "level"),
          List.of("log", "format"));

  private final Map<String, String> environment;
  private final Path shipped;
  private final Problems problems = new Problems();
  private final List<Problem> warnings = new ArrayList<>();
  private Vocabulary vocabulary = Vocabulary.plain();
  private AiReader.Ai ai = AiReader.Ai.NONE;

  private ConfigReader(Map<String, String> environment, Path shipped) {
    this.environment = environment;
    this.shipped = shipped;
  }

  /// What flags say.
  ///
  /// @param file the configuration file, where one is named
  /// @param model of the wanted provider, where one is named
  /// @param values by path, such as `websocket.port`
  public record Flags(Optional<Path> file, Optional<String> model, Map<String, String> values) {
    public Flags {
      values = Map.copyOf(values);
    }
  }

  /// Reads the configuration.
  ///
  /// @param shipped the folder that holds `narratives`, for where nothing else is said
  /// @throws InvalidDocumentException with every fault and its place
  public static FabulaConfig read(Flags flags, Map<String, String> environment, Path shipped) {
    return new ConfigReader(environment, shipped).config(flags);
  }

  private FabulaConfig config(Flags flags) {
    Path file = flags.file().orElse(Path.of(DEFAULT_FILE));
    Node.Mapping root = document(file, flags.file().isPresent());
    Set<String> optional = cassettesPlay(root) ? Set.of("api_key", "headers") : Set.of();
    root = new Variables(environment, problems, optional).resolve(root);
    root = Overlay.environment(root, SCALARS, environment);
    root = Overlay.environment(root, SharedStateReader.SCALARS, environment);
    for (Map.Entry<String, String> flag : flags.values().entrySet()) {
      String[] path = flag.getKey().split("\\.", -1);
      root = Overlay.put(root, List.of(path), Place.named("the command line"), flag.getValue());
    }
    MappingReader keys = MappingReader.of(root, "the configuration", problems);
    String provider = keys.text("provider").orElse(Models.OFFLINE);
    Path beside = folderOf(file);
    vocabulary = keys.mapping("templates").map(this::vocabulary).orElse(vocabulary);
    Path narratives = folder(keys, "narratives", beside);
    AiReader aiReader = new AiReader(problems, beside, narratives);
    ai = keys.mapping("ai").map(aiReader::read).orElse(ai);
    MappingReader none =
        MappingReader.of(new Node.Mapping(Place.named(""), Map.of()), "", problems);
    FabulaConfig.Cassette cassette =
        new BudgetReader(problems, beside).cassette(keys.mapping("cassette").orElse(none));
    FabulaConfig.Spending spending =
        new BudgetReader(problems, beside).spending(keys.mapping("budget").orElse(none));
    Map<String, ProviderSettings> providers =
        providers(keys, provider, flags.model(), !cassette.plays());
    FabulaConfig.WebSocket socket =
        keys.mapping("websocket")
            .map(socketKeys -> socket(socketKeys, beside))
            .orElseGet(() -> plainSocket(beside));
    FabulaConfig.Streams streams =
        keys.mapping("streams").map(this::streams).orElseGet(this::plainStreams);
    Optional<String> adminToken = keys.mapping("admin").flatMap(this::adminToken);
    FabulaConfig.Log log =
        keys.mapping("log").map(this::log).orElse(new FabulaConfig.Log("INFO", false));
    Path replays = folder(keys, "replays", beside);
    keys.rejectUnknown();
    if (ai.defaults().rate() > streams.maxRate()) {
      problems.add(
          keys.placeOf("ai"),
          "ai.events_per_second is above streams.max_rate of %s"
              .formatted(
                  BigDecimal.valueOf(streams.maxRate()).stripTrailingZeros().toPlainString()));
    }
    if (!provider.equals(Models.OFFLINE)
        && !providers.containsKey(provider)
        && problems.isEmpty()) {
      problems.add(
          keys.placeOf("provider"),
          "no provider '%s'; configured are offline%s"
              .formatted(
                  provider,
                  providers.isEmpty() ? "" : ", " + String.join(", ", providers.keySet())));
    }
    if (flags.model().isPresent() && provider.equals(Models.OFFLINE)) {
      problems.add(
          Place.named("the command line"), "--model needs --provider: offline has no model");
    }
    if (!LOOPBACK.contains(socket.host()) && adminToken.isEmpty()) {
      problems.add(
          keys.placeOf("websocket"),
          "host %s lets other machines in, which needs admin.token (or FABULA_ADMIN_TOKEN)"
              .formatted(socket.host()));
    }
    problems.throwIfAny();
    return new FabulaConfig(
        socket,
        provider,
        providers,
        narratives,
        replays,
        streams,
        spending,
        cassette,
        vocabulary,
        adminToken,
        log,
        warnings);
  }

  /// Known before anything is checked: where recordings stand in for calls, keys may be missing.
  private boolean cassettesPlay(Node.Mapping root) {
    String mode = environment.getOrDefault("FABULA_CASSETTE_MODE", "");
    if (mode.isEmpty() && root.nearest("/cassette/mode") instanceof Node.Scalar scalar) {
      mode = scalar.text();
    }
    if (mode.startsWith("${") && mode.endsWith("}")) {
      mode = environment.getOrDefault(mode.substring(2, mode.length() - 1), "");
    }
    return mode.equalsIgnoreCase("replay") || mode.equalsIgnoreCase("auto");
  }

  /// Where what a run leaves behind is kept: beside the configuration.
  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? Path.of("").toAbsolutePath() : folder;
  }

  private Node.Mapping document(Path file, boolean named) {
    if (!named && !Files.exists(file)) {
      return new Node.Mapping(Place.named("the configuration"), Map.of());
    }
    Node node = Yaml.parse(file.toString(), TextFile.read(file, MAX_BYTES), 0, problems);
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    }
    throw new InvalidDocumentException(
        node.place(), "the configuration must be a mapping, not " + node.kindName());
  }

  /// The folder that a key names, else the shipped one of that name.
  private Path folder(MappingReader keys, String key, Path beside) {
    return keys.text(key)
        .map(folder -> resolved(keys.placeOf(key), beside, folder))
        .orElse(shipped.resolve(key));
  }

  /// A path from the file is relative to the file's folder; one from elsewhere to the current one.
  static Path resolved(Place place, Path beside, String text) {
    Path base = place.line() > 0 ? beside : Path.of("").toAbsolutePath();
    return base.resolve(text).normalize();
  }

  private FabulaConfig.WebSocket plainSocket(Path beside) {
    return socket(
        MappingReader.of(new Node.Mapping(Place.named("websocket"), Map.of()), "", problems),
        beside);
  }

  private FabulaConfig.WebSocket socket(MappingReader keys, Path beside) {
    HandlerReader handlers = new HandlerReader(problems, beside, vocabulary, warnings::add);
    FabulaConfig.WebSocket socket =
        new FabulaConfig.WebSocket(
            keys.text("host").orElse("127.0.0.1"),
            keys.integer("port", 0, 65_535).orElse(8080L).intValue(),
            keys.integer("max_connections", 1, 10_000_000).orElse(10_000L).intValue(),
            keys.integer("max_message_size", 1, 1 << 30).orElse(65_536L).intValue(),
            keys.integer("ping_interval", 0, 86_400)
                .map(Duration::ofSeconds)
                .orElse(Duration.ofSeconds(30)),
            keys.duration("idle_timeout").orElse(Duration.ofMinutes(5)),
            TextLists.read(keys, "allowed_origins", problems),
            keys.flag("compression").orElse(false),
            keys.flag("enabled").orElse(true),
            keys.flag("hot_reload").orElse(false),
            handlers(keys, beside, handlers),
            keys.mapping("shared_state").flatMap(new SharedStateReader(problems)::read),
            new TermsReader(problems, beside).read(keys, handlers.subprotocols()));
    if (keys.node("chaos").isPresent()) {
      problems.add(keys.placeOfKey("chaos"), "chaos comes with a later version");
    }
    keys.rejectUnknown();
    return socket;
  }

  /// The endpoints of the configuration, and the default one: it tells what `ai` says, or plays
  /// `replay_file`, or else echoes, unless a handler stands at its path.
  private List<EndpointConfig> handlers(MappingReader keys, Path beside, HandlerReader reader) {
    List<EndpointConfig> handlers =
        new ArrayList<>(keys.sequence("handlers").map(reader::read).orElse(List.of()));
    String path =
        keys.text("path").filter(p -> reader.isPath(p, keys.placeOf("path"))).orElse("/ws");
    Optional<Path> replay =
        keys.text("replay_file").map(file -> resolved(keys.placeOf("replay_file"), beside, file));
    Optional<EndpointConfig> told =
        ai.tale().map(tale -> new EndpointConfig.Stream(path, tale, Map.of()));
    if (told.isPresent() && replay.isPresent()) {
      problems.add(
          keys.placeOf("replay_file"), "ai.narrative is played at %s already".formatted(path));
    }
    if (handlers.stream().noneMatch(handler -> handler.path().equals(path))) {
      handlers.add(
          told.or(
                  () ->
                      replay.map(
                          file ->
                              new EndpointConfig.Replay(
                                  path, file, 0, Playback.PLAIN, Optional.empty())))
              .orElseGet(() -> new EndpointConfig.Echo(path)));
    } else if (told.isPresent() || replay.isPresent()) {
      problems.add(
          told.isPresent() ? ai.place() : keys.placeOf("replay_file"),
          "there is a handler at %s already".formatted(path));
    }
    return handlers;
  }

  private FabulaConfig.Streams plainStreams() {
    return new FabulaConfig.Streams(100_000, 8 << 20, Duration.ofSeconds(5), ai.defaults());
  }

  private FabulaConfig.Streams streams(MappingReader keys) {
    FabulaConfig.Streams plain = plainStreams();
    FabulaConfig.Streams streams =
        new FabulaConfig.Streams(
            keys.number("max_rate", Narrative.MIN_RATE, Narrative.MAX_RATE).orElse(plain.maxRate()),
            size(keys, "outbox").orElse(plain.outbox()),
            keys.duration("slow_client_grace").orElse(plain.slowClientGrace()),
            plain.defaults());
    keys.rejectUnknown();
    return streams;
  }

  private Optional<Long> size(MappingReader keys, String key) {
    Optional<String> text = keys.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> size = ByteSizes.parse(text.get()).filter(bytes -> bytes >= 65_536);
    if (size.isEmpty()) {
      problems.add(
          keys.placeOf(key),
          "%s must be a size of at least 64KB such as 8MB, not %s".formatted(key, text.get()));
    }
    return size;
  }

  private Optional<String> adminToken(MappingReader keys) {
    Optional<String> token = keys.text("token");
    keys.rejectUnknown();
    return token.filter(t -> !t.isBlank());
  }

  private Vocabulary vocabulary(MappingReader keys) {
    Set<String> names = TextLists.read(keys, "env", problems);
    keys.rejectUnknown();
    return Vocabulary.reading(names, environment);
  }

  private FabulaConfig.Log log(MappingReader keys) {
    enum Level {
      ERROR,
      WARN,
      INFO,
      DEBUG,
      TRACE
    }
    enum Format {
      TEXT,
      JSON
    }
    Level level = keys.choice("level", Level.class).orElse(Level.INFO);
    Format format = keys.choice("format", Format.class).orElse(Format.TEXT);
    keys.rejectUnknown();
    return new FabulaConfig.Log(level.name(), format == Format.JSON);
  }

  /// The providers of the file, and the wanted one where its name alone says what it is.
  private Map<String, ProviderSettings> providers(
      MappingReader keys, String wanted, Optional<String> model, boolean keysNeeded) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    keys.mapping("providers")
        .ifPresent(all -> all.members().forEach((name, member) -> nodes.put(name, member.value())));
    if (!nodes.containsKey(wanted) && ProviderReader.isType(wanted)) {
      nodes.put(wanted, new Node.Mapping(Place.named("provider " + wanted), Map.of()));
    }
    Map<String, ProviderSettings> providers = new LinkedHashMap<>();
    nodes.forEach(
        (name, node) -> {
          if (name.equals(Models.OFFLINE)) {
            problems.add(node.place(), "'offline' always exists and cannot be configured");
            return;
          }
          List<List<String>> paths = new ArrayList<>();
          ProviderReader.SCALARS.forEach(key -> paths.add(List.of("providers", name, key)));
          Node.Mapping whole =
              new Node.Mapping(
                  node.place(),
                  Map.of(
                      "providers",
                      new Node.Member(
                          node.place(),
                          new Node.Mapping(
                              node.place(), Map.of(name, new Node.Member(node.place(), node))))));
          Node merged =
              Overlay.environment(whole, paths, environment).nearest("/providers/" + name);
          if (model.isPresent() && name.equals(wanted) && merged instanceof Node.Mapping mapping) {
            merged =
                Overlay.put(
                    mapping, List.of("model"), Place.named("the command line"), model.get());
          }
          new ProviderReader(problems, environment, keysNeeded)
              .read(name, merged)
              .ifPresent(settings -> providers.put(name, settings));
        });
    if (problems.isEmpty()) {
      Map<String, Place> places = new LinkedHashMap<>();
      nodes.forEach((name, node) -> places.put(name, node.place()));
      ProviderReader.checkFallbacks(providers, places, problems);
    }
    return providers;
  }
}
