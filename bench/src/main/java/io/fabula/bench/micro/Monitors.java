package io.fabula.bench.micro;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.SplittableRandom;

/// Eight monitors in an intensive care unit, written by hand.
final class Monitors {
  private static final int BEDS = 8;
  private static final int FULL = 64 * 1024;
  private static final byte[] TIMESTAMP = ascii("{\"type\":\"vitals\",\"timestamp\":\"");
  private static final byte[] SEQUENCE = ascii("Z\",\"sequence\":");
  private static final byte[] HEART_RATE = ascii("\",\"heart_rate\":");
  private static final byte[] SPO2 = ascii(",\"spo2\":");
  private static final byte[] RESPIRATION = ascii(",\"respiration\":");
  private static final byte[] SYSTOLIC = ascii(",\"systolic\":");
  private static final byte[] DIASTOLIC = ascii(",\"diastolic\":");
  private static final byte[] MEAN = ascii(",\"mean_pressure\":");
  private static final byte[] TEMPERATURE = ascii(",\"temperature\":");
  private static final byte[] END = ascii("}}\n");

  private final boolean wandering;
  private final byte[] out = new byte[FULL + 4096];
  private final byte[][] patients = new byte[BEDS][];
  private final double[] heart = new double[BEDS];
  private final double[] oxygen = new double[BEDS];
  private final double[] breath = new double[BEDS];
  private final double[] pressure = new double[BEDS];
  private final double[] temperature = new double[BEDS];
  private final SplittableRandom random = new SplittableRandom(7);
  private double spare = Double.NaN;
  private long millis = 1_795_176_000_000L;
  private long sequence;
  private int length;
  private long day = -1;
  private final byte[] date = new byte[11];

  /// @param wandering whether the vital signs wander as in the story
  Monitors(boolean wandering) {
    this.wandering = wandering;
    for (int i = 0; i < BEDS; i++) {
      patients[i] =
          ascii(",\"data\":{\"bed\":\"ICU-" + (i + 1) + "\",\"patient\":\"p-" + (1048 + i));
      heart[i] = 82;
      oxygen[i] = 96.5;
      breath[i] = 16;
      pressure[i] = 122;
      temperature[i] = 37.2;
    }
  }

  /// Makes so many events and answers their bytes.
  long run(int events) {
    long bytes = 0;
    for (int i = 0; i < events; i++) {
      if (length >= FULL) {
        length = 0;
      }
      int start = length;
      millis += 125 + (i & 1);
      event(random.nextInt(BEDS));
      bytes += length - start;
    }
    return bytes;
  }

  private void event(int bed) {
    if (wandering) {
      wander(bed);
    }
    long noise = wandering ? 0 : random.nextLong();
    long systolic = Math.round(pressure[bed]) + (noise & 15);
    long diastolic = Math.round(systolic * 0.6);
    put(TIMESTAMP);
    instant();
    put(SEQUENCE);
    number(++sequence);
    put(patients[bed]);
    put(HEART_RATE);
    number(Math.round(heart[bed]) + (noise >> 8 & 31));
    put(SPO2);
    number(Math.round(oxygen[bed]) - (noise >> 16 & 3));
    put(RESPIRATION);
    number(Math.round(breath[bed]) + (noise >> 24 & 3));
    put(SYSTOLIC);
    number(systolic);
    put(DIASTOLIC);
    number(diastolic);
    put(MEAN);
    number(Math.round(diastolic + (systolic - diastolic) / 3.0));
    put(TEMPERATURE);
    long tenths = Math.round(temperature[bed] * 10) + (noise >> 32 & 7);
    number(tenths / 10);
    out[length++] = '.';
    out[length++] = (byte) ('0' + tenths % 10);
    put(END);
  }

  private void wander(int bed) {
    double o = oxygen[bed];
    double p = pressure[bed];
    oxygen[bed] = step(o, (96.5 - o) * 0.12 + normal() * 0.25, 1.4, 74, 100);
    pressure[bed] = step(p, (122 - p) * 0.1 + normal() * 1.2, 5, 60, 210);
    double lack = Math.max(0, 93 - oxygen[bed]);
    double r = breath[bed];
    breath[bed] = step(r, (16 + lack * 0.8 - r) * 0.12 + normal() * 0.4, 2, 7, 44);
    double h = heart[bed];
    double t = temperature[bed];
    double goal = 82 + lack * 1.5 + Math.max(0, 95 - pressure[bed]) * 0.6 + (t - 37) * 4;
    heart[bed] = step(h, (goal - h) * 0.1 + normal() * 0.9, 5, 32, 185);
    temperature[bed] = step(t, (37.2 - t) * 0.05 + normal() * 0.03, 0.1, 34.5, 41);
  }

  /// One step of at most `most`, turned back at the bounds, kept with two decimals.
  private static double step(double from, double by, double most, double low, double high) {
    double to = from + Math.max(-most, Math.min(most, by));
    double turned = to < low ? 2 * low - to : to > high ? 2 * high - to : to;
    return Math.round(turned * 100) / 100.0;
  }

  /// Marsaglia's polar method.
  private double normal() {
    if (!Double.isNaN(spare)) {
      double kept = spare;
      spare = Double.NaN;
      return kept;
    }
    while (true) {
      double x = 2 * random.nextDouble() - 1;
      double y = 2 * random.nextDouble() - 1;
      double s = x * x + y * y;
      if (s < 1 && s != 0) {
        double scale = Math.sqrt(-2 * StrictMath.log(s) / s);
        spare = y * scale;
        return x * scale;
      }
    }
  }

  private void put(byte[] segment) {
    System.arraycopy(segment, 0, out, length, segment.length);
    length += segment.length;
  }

  private void number(long value) {
    int digits = 1;
    for (long power = 10; digits < 18 && value >= power; power *= 10) {
      digits++;
    }
    digits(value, digits);
  }

  private void digits(long value, int digits) {
    long rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void instant() {
    long today = millis / 86_400_000;
    if (today != day) {
      System.arraycopy(ascii(LocalDate.ofEpochDay(today) + "T"), 0, date, 0, date.length);
      day = today;
    }
    put(date);
    int rest = (int) (millis - today * 86_400_000);
    digits(rest / 3_600_000, 2);
    out[length++] = ':';
    digits(rest / 60_000 % 60, 2);
    out[length++] = ':';
    digits(rest / 1000 % 60, 2);
    out[length++] = '.';
    digits(rest % 1000, 3);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
