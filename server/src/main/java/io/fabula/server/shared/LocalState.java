package io.fabula.server.shared;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Shared state in the memory of one server, bounded in all.
public final class LocalState implements SharedState {
  /// Characters of all keys and values together.
  private static final long MOST = 64 << 20;

  /// What a key costs beside its characters.
  private static final long ENTRY = 100;

  private final Map<String, String> values = new ConcurrentHashMap<>();
  private final AtomicLong size = new AtomicLong();

  @Override
  public Optional<String> get(String key) {
    return Optional.ofNullable(values.get(SharedState.checked(key)));
  }

  @Override
  public void set(String key, String json) {
    values.compute(SharedState.checked(key), (_, old) -> counted(key, old, json));
  }

  @Override
  public long increment(String key, long by) {
    String sum =
        values.compute(
            SharedState.checked(key),
            (_, old) -> counted(key, old, Long.toString(sum(key, old, by))));
    return Long.parseLong(sum);
  }

  private static long sum(String key, @Nullable String old, long by) {
    try {
      return Math.addExact(old == null ? 0 : Long.parseLong(old), by);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s' holds no whole number".formatted(key), e);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'%s' would become too large".formatted(key), e);
    }
  }

  @Override
  public boolean delete(String key) {
    String old = values.remove(SharedState.checked(key));
    if (old != null) {
      size.addAndGet(-held(key) - old.length());
    }
    return old != null;
  }

  private static long held(String key) {
    return key.length() + ENTRY;
  }

  /// Within `compute`, so that one key is counted once.
  private String counted(String key, @Nullable String old, String now) {
    long more = now.length() - (old == null ? -held(key) : old.length());
    if (size.addAndGet(more) > MOST && more > 0) {
      size.addAndGet(-more);
      throw new IllegalArgumentException(
          "the shared state is full: it holds %d million characters".formatted(MOST >> 20));
    }
    return now;
  }
}
