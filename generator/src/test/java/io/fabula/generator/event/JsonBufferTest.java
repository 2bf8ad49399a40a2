package io.fabula.generator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBufferTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random = new Random(1);
  private final JsonBuffer buffer = new JsonBuffer(1);

  @Test
  void wholeNumbersAreWrittenAsTheJdkDoes() {
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      assertThat(buffer.clear().number(value)).hasToString(Long.toString(value));
    }
    for (long value = 1; value > 0; value *= 10) {
      assertThat(buffer.clear().number(value - 1).put(' ').number(-value))
          .hasToString((value - 1) + " " + -value);
    }
    assertThat(buffer.clear().number(Long.MIN_VALUE)).hasToString("-9223372036854775808");
    assertThat(buffer.clear().number(Long.MAX_VALUE)).hasToString("9223372036854775807");
  }

  @ParameterizedTest
  @CsvSource({
    "0.5,0,1",
    "-0.5,0,-1",
    "0.49999999999999994,0,0",
    "-0.4,0,0",
    "-0.0,2,0.00",
    "1.25,1,1.3",
    "-1.25,1,-1.3",
    "2.675,2,2.68",
    "9.995,2,9.99",
    "123.456,9,123.456000000",
    "4503599627370497,0,4503599627370497",
    "-4503599627370497,0,-4503599627370497",
    "9007199254740991,0,9007199254740991",
    "1e17,1,100000000000000000.0",
    "0.001,2,0.00",
    "-0.001,2,0.00",
    "1e300,2,1.0E300",
    "NaN,2,null",
    "Infinity,0,null",
    "-Infinity,9,null"
  })
  void decimalsAreRoundedHalfUp(double value, int places, String written) {
    assertThat(buffer.clear().decimal(value, places)).hasToString(written);
  }

  @Test
  void decimalsAreWhatTheJdkRoundsThemToWithinOneUnitOfRepresentation() throws Exception {
    for (int i = 0; i < 200_000; i++) {
      int places = random.nextInt(10);
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(20) - 4);
      String written = buffer.clear().decimal(value, places).toString();

      BigDecimal exact = new BigDecimal(value);
      BigDecimal got = new BigDecimal(written);
      BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(-places);
      BigDecimal slack =
          unit.multiply(new BigDecimal("0.5"))
              .add(new BigDecimal(Math.ulp(value)).multiply(BigDecimal.TWO));
      assertThat(got.subtract(exact).abs())
          .as("%s to %d places", value, places)
          .isLessThanOrEqualTo(slack);
      assertThat(JSON.readTree(written).isNumber()).isTrue();
      assertThat(written.contains("E") ? places : got.scale()).isEqualTo(places);
    }
  }

  @Test
  void exactHalvesGoUp() {
    for (int i = 0; i < 100_000; i++) {
      double value = random.nextInt(1 << 24) + random.nextInt(16) / 16.0;
      BigDecimal wanted = new BigDecimal(value).setScale(2, RoundingMode.HALF_UP);
      assertThat(buffer.clear().decimal(value, 2)).hasToString(wanted.toPlainString());
    }
  }

  @Test
  void stringsComeBackFromJacksonAsTheyWere() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(20); n > 0; n--) {
        int kind = random.nextInt(4);
        int point =
            kind == 0
                ? random.nextInt(0x80)
                : kind == 1
                    ? random.nextInt(0x800)
                    : kind == 2 ? random.nextInt(0xd800) : 0x10000 + random.nextInt(0x100000);
        text.appendCodePoint(point);
      }
      assertThat(JSON.readTree(buffer.clear().string(text.toString()).toByteArray()).textValue())
          .isEqualTo(text.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'\ud800',\ufffd",
    "'\udc00a',\ufffda",
    "'a\ud83d',a\ufffd",
    "'\ud83d\ude00',\ud83d\ude00"
  })
  void loneSurrogatesAreReplaced(String text, String read) throws Exception {
    assertThat(JSON.readTree(buffer.clear().string(text).toByteArray()).textValue())
        .isEqualTo(read);
  }

  @Test
  void controlCharactersAreEscaped() {
    assertThat(buffer.clear().string("\"\\\n\r\t\u0000\u001f\u007f\b"))
        .hasToString("\"\\\"\\\\\\n\\r\\t\\u0000\\u001f\\u007f\\u0008\"");
  }

  @Test
  void instantsAreThoseOfTheJdk() {
    DateTimeFormatter rfc3339 =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    long first = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    for (int i = 0; i < 50_000; i++) {
      long millis = random.nextLong(first, last + 1);
      assertThat(buffer.clear().instant(millis))
          .hasToString(rfc3339.format(Instant.ofEpochMilli(millis)));
    }
    for (long millis : new long[] {first, last, 0, -1, 1, -86_400_000, 86_399_999, 86_400_000}) {
      assertThat(buffer.clear().instant(millis))
          .hasToString(rfc3339.format(Instant.ofEpochMilli(millis)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {253_402_300_800_000L, -62_167_219_200_001L})
  void yearsThatRfc3339CannotWriteAreRefused(long millis) {
    assertThatThrownBy(() -> buffer.clear().instant(millis))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theBufferGrowsGoesBackAndIsReused() {
    buffer
        .ascii("abc")
        .put("é".getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .hex(0xABCDEFL, 4);
    assertThat(buffer).hasToString("abcécdef");
    buffer.truncate(3);
    assertThat(buffer).hasToString("abc");
    assertThatThrownBy(() -> buffer.truncate(4)).isInstanceOf(IllegalArgumentException.class);
    assertThat(buffer.clear().length()).isZero();
  }

  @Test
  void textIsWrittenAsItIs() {
    assertThat(new JsonBuffer(1).text("a\"\\\n\u0001ä€€€😀\ud83d and so on").toString())
        .isEqualTo("a\"\\\n\u0001ä€€€😀\ufffd and so on");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "\"",
        "\\",
        "a\"b\\c\nd\re\tf\u0000g\u001f",
        "ä\"€😀\"",
        "\"\"\"\"\""
      })
  void escapingAfterwardsIsEscapingAtOnce(String text) {
    JsonBuffer out = new JsonBuffer(1).text("\"before\"");

    out.escapeFrom(out.text(text).length() - text.getBytes(StandardCharsets.UTF_8).length);

    assertThat(out.toString())
        .isEqualTo("\"before\"" + new JsonBuffer(64).escaped(text).toString());
  }

  @Test
  void aUuidSaysItsVersionAndVariant() {
    assertThat(new JsonBuffer(1).uuid(-1, -1).toString())
        .isEqualTo("ffffffff-ffff-4fff-bfff-ffffffffffff");
    assertThat(new JsonBuffer(1).uuid(0x0123456789abcdefL, 0x0123456789abcdefL).toString())
        .isEqualTo("01234567-89ab-4def-8123-456789abcdef");
  }

  @Test
  void aDateIsTheBeginningOfItsInstant() {
    assertThat(new JsonBuffer(1).put('x').date(1_795_176_000_123L).put('y').toString())
        .isEqualTo("x2026-11-20y");
  }
}
