package io.fabula.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Converting and validating recordings, as processes.
class ConvertCommandTest {
  private static final String CHAT = FabulaProcess.ROOT.resolve("replays/chat.jsonl").toString();

  @TempDir Path folder;

  private FabulaProcess fabula(String... arguments) throws IOException, InterruptedException {
    return FabulaProcess.run(folder, Map.of(), arguments);
  }

  @Test
  void aReplayGoesThroughAHarAndComesBackByteForByte() throws Exception {
    FabulaProcess there = fabula("convert", CHAT, "chat.har", "--url", "wss://rescue.example/ws");
    assertThat(there.exit()).as(there.err()).isZero();
    assertThat(there.lines()).containsExactly("chat.har");
    assertThat(there.err().lines())
        .containsExactly("assumed: recorded at 1970-01-01T00:00:00Z (--start)");
    assertThat(folder.resolve("chat.har")).content().contains("\"wss://rescue.example/ws\"");

    Files.move(folder.resolve("chat.har"), folder.resolve("renamed.txt"));
    FabulaProcess back = fabula("convert", "renamed.txt", "back.jsonl", "--from", "har");
    assertThat(back.exit()).as(back.err()).isZero();
    assertThat(back.err()).startsWith("lost: JSONL has no place for the address wss://rescue");
    assertThat(folder.resolve("back.jsonl")).hasSameBinaryContentAs(Path.of(CHAT));
  }

  @Test
  void badUsageAndBadInputAreTwoAndLeaveNothing() throws Exception {
    Files.writeString(
        folder.resolve("bad.jsonl"), "{\"text\":\"a\"}\n{\"ts\":-1,\"text\":\"b\"}\n");

    FabulaProcess faulty = fabula("convert", "bad.jsonl", "out.har");
    assertThat(faulty.exit()).isEqualTo(2);
    assertThat(faulty.err()).startsWith("bad.jsonl:2:7: ts must be a plain number");
    FabulaProcess unknown = fabula("convert", CHAT, "out.txt");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("the ending of out.txt tells no format").contains("--to");
    assertThat(fabula("convert", CHAT, "a.har", "--start", "noon").exit()).isEqualTo(2);
    assertThat(fabula("convert", CHAT, "a.har", "--url", "http://a/").exit()).isEqualTo(2);
    assertThat(fabula("convert", CHAT, "a.jsonl", "--start", "2026-01-01T00:00:00Z").err())
        .contains("--start is for HAR and sessions");
    assertThat(fabula("convert", "none.jsonl", "a.har").err()).contains("none.jsonl: no such file");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("bad.jsonl"));
    }
  }

  @Test
  void validateKnowsRecordingsAndCountsWhatItDoesNotPrint() throws Exception {
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("many.jsonl"))) {
      for (int i = 0; i < 5000; i++) {
        out.write("{\"ts\":%d,\"txt\":\"a\"}\n".formatted(i));
      }
    }
    FabulaProcess many = fabula("validate", "many.jsonl");
    assertThat(many.exit()).isEqualTo(2);
    assertThat(many.lines()).hasSize(101);
    assertThat(many.lines().getFirst())
        .isEqualTo("many.jsonl:1:9: unknown key 'txt'; did you mean 'text'?");
    assertThat(many.lines().getLast()).isEqualTo("many.jsonl: and 4,900 more faults");
    assertThat(many.err()).contains("1 file, 5,000 faults");

    Path recorded = Files.createDirectory(folder.resolve("recorded"));
    Files.copy(Path.of(CHAT), recorded.resolve("good.jsonl"));
    Files.writeString(recorded.resolve("other.json"), "[]");
    Files.writeString(recorded.resolve("my-session.json"), "{\"mesages\":[]}");
    Files.writeString(
        recorded.resolve("capture.har"),
        """
        {"log":{"entries":[{"_webSocketMessages":[
        {"type":"receive","time":1,"opcode":9},
        {"type":"receive","time":2,"opcode":9},
        {"type":"recieve","time":3,"data":"a"}]}]}}
        """);
    FabulaProcess walked = fabula("validate", "recorded");
    assertThat(walked.exit()).isEqualTo(2);
    assertThat(walked.lines())
        .containsExactly(
            "recorded/capture.har:4:1: type must be send (by the client) or receive, not 'recieve'",
            "recorded/capture.har:1:20: warning: no replay holds an upgrade without a time (that"
                + " of its first message is taken)",
            "recorded/capture.har:2:1: warning: no replay holds a ping (2 times)",
            "recorded/my-session.json:1:2: unknown key 'mesages'; did you mean 'messages'?",
            "recorded/my-session.json:1:1: a session needs 'messages', the list of what was said");
    assertThat(walked.err()).contains("3 files, 3 faults, 2 warnings");
  }
}
