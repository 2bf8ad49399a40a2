package io.fabula.bench.micro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import net.datafaker.Faker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Datafaker alone: objects of the shape of intensive-care's `vitals`, each field asked of a
/// provider, written by Jackson. There is no story in them: no bed remembers what it said before.
@State(Scope.Thread)
@Fork(value = 1, jvmArgs = "-Xmx64m")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DatafakerJacksonBench {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private final Faker faker = new Faker(Locale.ENGLISH, new Random(7));
  private long millis = 1_795_176_000_000L;
  private long sequence;

  /// An event on the wire.
  record Envelope(String type, String timestamp, long sequence, Vitals data) {}

  /// What a monitor says.
  record Vitals(
      String bed,
      String patient,
      int heartRate,
      int spo2,
      int respiration,
      int systolic,
      int diastolic,
      int meanPressure,
      double temperature) {}

  /// An event whose fields are all numbers.
  @Benchmark
  public byte[] numbers() throws JsonProcessingException {
    return event("p-" + faker.number().numberBetween(1000, 2000));
  }

  /// The same with the patient's name instead of a number, as such data is usually faked.
  @Benchmark
  public byte[] names() throws JsonProcessingException {
    return event(faker.name().fullName());
  }

  private byte[] event(String patient) throws JsonProcessingException {
    millis += 125;
    var number = faker.number();
    return JSON.writeValueAsBytes(
        new Envelope(
            "vitals",
            Instant.ofEpochMilli(millis).toString(),
            ++sequence,
            new Vitals(
                "ICU-" + number.numberBetween(1, 9),
                patient,
                number.numberBetween(60, 100),
                number.numberBetween(94, 100),
                number.numberBetween(12, 21),
                number.numberBetween(105, 150),
                number.numberBetween(60, 90),
                number.numberBetween(75, 110),
                number.randomDouble(1, 36, 38))));
  }
}
