package io.fabula.server.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabula.generator.augment.Forecast;
import io.fabula.generator.augment.Outcome;
import io.fabula.server.admin.AugmentRequest;
import io.fabula.server.admin.ReplayAugmentation;
import io.fabula.server.connection.Rejected;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/// What administrators may ask, under `/__fabula`. Where there is a token, it has to be shown as a
/// bearer token (RFC 6750).
final class AdminRoutes {
  private static final String BEARER = "Bearer ";

  private final Optional<String> token;
  private final ReplayAugmentation augmentation;

  AdminRoutes(Optional<String> token, ReplayAugmentation augmentation) {
    this.token = token;
    this.augmentation = augmentation;
  }

  void register(RoutesConfig routes) {
    routes.before("/__fabula/*", this::mustBeAdministrator);
    routes.post("/__fabula/replays/{name}/augment", this::augment);
  }

  private void mustBeAdministrator(Context ctx) {
    if (token.isEmpty()) {
      return;
    }
    String shown = Optional.ofNullable(ctx.header("Authorization")).orElse("");
    byte[] expected = (BEARER + token.get()).getBytes(StandardCharsets.UTF_8);
    // Takes as long whatever is shown.
    if (!MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8))) {
      throw new Rejected(401, "this needs the administrator's token: Authorization: Bearer TOKEN");
    }
  }

  private void augment(Context ctx) throws IOException, InterruptedException {
    String name = ctx.pathParam("name");
    AugmentRequest request = AugmentRequest.parse(ctx.body());
    if (request.dryRun()) {
      ctx.contentType("application/json")
          .result(json(augmentation.forecast(name, request)).toString());
      return;
    }
    Path scratch = Files.createTempFile("fabula-augmented", ".jsonl");
    try {
      Outcome outcome = augmentation.augment(name, request, scratch);
      if (request.save().isPresent()) {
        ObjectNode answer = json(outcome).put("replay", request.save().get());
        ctx.status(201).contentType("application/json").result(answer.toString());
        return;
      }
      ctx.header("Fabula-Inserted", Integer.toString(outcome.inserted()));
      ctx.header("Fabula-Asked", Integer.toString(outcome.asked()));
      ctx.contentType("application/x-ndjson");
      ctx.res().setContentLengthLong(Files.size(scratch));
      Files.copy(scratch, ctx.res().getOutputStream());
      ctx.res().flushBuffer();
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  private static ObjectNode json(Outcome outcome) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("inserted", outcome.inserted())
        .put("asked", outcome.asked())
        .put("resumed", outcome.resumed())
        .put("places", outcome.places())
        .put("empty_places", outcome.emptyPlaces());
  }

  private static ObjectNode json(Forecast forecast) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("messages", forecast.messages())
        .put("places", forecast.places())
        .put("calls", forecast.calls())
        .put("input_tokens", forecast.inputTokens())
        .put("output_tokens", forecast.outputTokens());
  }
}
