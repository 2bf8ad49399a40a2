package io.fabula.server.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabula.server.shared.SharedState;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Shared state in Redis: JSON as text under a key each, so that `INCRBY` counts. For any thread.
///
/// Where Redis does not answer, an increment may have been made or not; it is never made twice.
final class RedisState implements SharedState {
  /// Bytes of a value. Scripts write less; other programs may have written more.
  private static final int MOST = 1 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final Redis redis;
  private final Names names;

  RedisState(Redis redis, Names names) {
    this.redis = redis;
    this.names = names;
  }

  @Override
  public Optional<String> get(String key) throws InterruptedException {
    String name = names.state(SharedState.checked(key));
    // Like GET, but bounded. What is not there is as empty as what is, and no JSON is.
    String value =
        redis.required().ask(name.length(), commands -> commands.getrange(name, 0, MOST));
    if (value.isEmpty()) {
      return Optional.empty();
    }
    checkSize(key, value);
    try {
      JSON.readTree(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("'%s' holds no JSON".formatted(key), e);
    }
    return Optional.of(value);
  }

  private static void checkSize(String key, String value) {
    if (value.getBytes(StandardCharsets.UTF_8).length > MOST) {
      throw new IllegalArgumentException("'%s' would hold more than %d bytes".formatted(key, MOST));
    }
  }

  @Override
  public void set(String key, String json) throws InterruptedException {
    String name = names.state(SharedState.checked(key));
    checkSize(key, json);
    redis.required().ask(name.length() + json.length(), commands -> commands.set(name, json));
  }

  @Override
  public long increment(String key, long by) throws InterruptedException {
    String name = names.state(SharedState.checked(key));
    try {
      return redis.required().ask(name.length(), commands -> commands.incrby(name, by));
    } catch (RefusedException e) {
      if (e.answer().contains("would overflow")) {
        throw new IllegalArgumentException("'%s' would become too large".formatted(key), e);
      }
      if (e.answer().contains("not an integer")) {
        throw new IllegalArgumentException("'%s' holds no whole number".formatted(key), e);
      }
      throw e;
    }
  }

  @Override
  public boolean delete(String key) throws InterruptedException {
    String name = names.state(SharedState.checked(key));
    return redis.required().ask(name.length(), commands -> commands.del(name)) > 0;
  }
}
