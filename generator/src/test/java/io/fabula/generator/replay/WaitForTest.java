package io.fabula.generator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WaitForTest {
  private static boolean met(String wait, String message) {
    return WaitFor.parse(wait).metBy(new Message.Text(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "^ACK$ | ACK | true",
        "^ACK$ | NACK | false",
        "ACK | NACK | true",
        "$.type | {\"type\":\"x\"} | true",
        "$.type | {\"type\":null} | false",
        "$.type | {} | false",
        "$.type | not JSON | false",
        "$.type | {\"type\":1} {} | false",
        "$.type | 5 | false",
        "$.type | null | false",
        "$.type | `` | false",
        "$.user.id | {\"user\":{\"id\":7}} | true",
        "$.items[0].status | {\"items\":[{\"status\":\"new\"}]} | true",
        "$.items[0].status | {\"items\":[]} | false",
        "$[?(@.op == 'sub')] | {\"op\":\"sub\"} | true",
        "$[?(@.op == 'sub')] | {\"op\":\"unsub\"} | false",
        "$[?(@.op =~ /sub.*/)] | {\"op\":\"subscribe\"} | true",
      })
  void aWaitIsMetByWhatItDescribes(String wait, String message, boolean met) {
    assertThat(met(wait, message)).isEqualTo(met);
  }

  @Test
  void aPatternSeesABinaryMessageAsOneCharacterAByte() {
    Message connect = new Message.Binary(new byte[] {0x10, (byte) 0xff, 0x00});

    assertThat(WaitFor.parse("^\\x10\\x{ff}\\x00$").metBy(connect)).isTrue();
    assertThat(WaitFor.parse("^\\x11").metBy(connect)).isFalse();
  }

  @Test
  void aPathLooksIntoJsonInBinaryMessagesToo() {
    Message json = new Message.Binary("{\"a\":1}".getBytes(StandardCharsets.UTF_8));

    assertThat(WaitFor.parse("$.a").metBy(json)).isTrue();
    assertThat(WaitFor.parse("$.a").metBy(new Message.Binary(new byte[] {1, 2}))).isFalse();
  }

  @Test
  void noMessageStallsAWait() {
    String hostile = "a".repeat(200_000);

    assertThat(met("(.*a){14}$", hostile.substring(0, 20_000) + "b")).isFalse();
    assertThat(met("(a|b)*c", hostile)).isFalse();
    assertThat(met("$.a[?(@.b =~ /(a+)+b/)]", "{\"a\":[{\"b\":\"" + hostile + "\"}]}")).isFalse();
    assertThat(met("$..a", "[".repeat(100_000))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "$[", "$.a[?(@.b =~ /x/ && @.c == 1)]", "((a{900}){900}){900}"})
  void whatCannotBeWaitedForIsRefused(String wait) {
    assertThatThrownBy(() -> WaitFor.parse(wait)).isInstanceOf(IllegalArgumentException.class);
  }

  /// Not every library says of every nonsense that it is one.
  @Test
  void anyTextIsAWaitOrIsRefused() {
    String alphabet = "$.@[]()?*'\"0123-,:=~<>/ab&|!\\{}^+ ";
    SplittableRandom random = new SplittableRandom(11);
    Message message = new Message.Text("{\"a\":[{\"b\":1},[2,3]],\"b\":\"ab\"}");
    int taken = 0;
    for (int i = 0; i < 60_000; i++) {
      StringBuilder source = new StringBuilder(i % 3 == 0 ? "" : "$");
      for (int length = random.nextInt(24); length > 0; length--) {
        source.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        WaitFor wait = WaitFor.parse(source.toString());
        taken++;
        assertThat(wait.metBy(message)).as(wait.source()).isIn(true, false);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
    assertThat(taken).isBetween(1000, 50_000);
  }
}
