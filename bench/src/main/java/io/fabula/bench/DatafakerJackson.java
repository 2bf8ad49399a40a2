package io.fabula.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import net.datafaker.Faker;

/// Datafaker alone: objects of the shape of intensive-care's `vitals`, each field asked of a
/// provider, written by Jackson. There is no story in them: no bed remembers what it said before.
/// `names` is the same with the patient's name instead of a number, as such data is usually faked.
public final class DatafakerJackson {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private final Faker faker = new Faker(Locale.ENGLISH, new Random(7));
  private final boolean names;
  private long millis = 1_795_176_000_000L;
  private long sequence;

  private DatafakerJackson(boolean names) {
    this.names = names;
  }

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

  /// Measures both.
  public static void main(String[] arguments) throws InterruptedException {
    System.out.println(Rounds.head());
    DatafakerJackson numbers = new DatafakerJackson(false);
    System.out.println(Rounds.measure(numbers::run, 500).row("numbers"));
    DatafakerJackson names = new DatafakerJackson(true);
    System.out.println(Rounds.measure(names::run, 500).row("names"));
  }

  private long run(int events) {
    long bytes = 0;
    for (int i = 0; i < events; i++) {
      try {
        bytes += JSON.writeValueAsBytes(event()).length + 1;
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
    return bytes;
  }

  private Envelope event() {
    millis += 125;
    var number = faker.number();
    return new Envelope(
        "vitals",
        Instant.ofEpochMilli(millis).toString(),
        ++sequence,
        new Vitals(
            "ICU-" + number.numberBetween(1, 9),
            names ? faker.name().fullName() : "p-" + number.numberBetween(1000, 2000),
            number.numberBetween(60, 100),
            number.numberBetween(94, 100),
            number.numberBetween(12, 21),
            number.numberBetween(105, 150),
            number.numberBetween(60, 90),
            number.numberBetween(75, 110),
            number.randomDouble(1, 36, 38)));
  }
}
