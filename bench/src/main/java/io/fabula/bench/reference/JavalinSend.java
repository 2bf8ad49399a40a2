package io.fabula.bench.reference;

import io.javalin.Javalin;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/// A stream as Javalin's users write it: each client gets events in a loop, one frame at a time, by
/// Jetty's `sendText`, which is all that Javalin's own `send` does. The one thing added is what
/// keeps memory from growing: no more than a thousand frames are under way. `/private` makes each
/// event from its parts, `/same` sends one text again and again.
public final class JavalinSend {
  private static final int UNDER_WAY = 1000;

  private JavalinSend() {}

  /// Serves on a free port and says `ready PORT`.
  public static void main(String[] arguments) {
    Javalin server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.concurrency.useVirtualThreads = true;
                  config.routes.ws("/private", ws -> ws.onConnect(ctx -> start(ctx.session, true)));
                  config.routes.ws("/same", ws -> ws.onConnect(ctx -> start(ctx.session, false)));
                  config.routes.ws("/echo", ws -> ws.onMessage(ctx -> ctx.send(ctx.message())));
                })
            .start("127.0.0.1", 0);
    System.out.println("ready " + server.port());
  }

  private static void start(Session session, boolean fresh) {
    Thread.ofVirtual().start(() -> send(session, fresh));
  }

  private static void send(Session session, boolean fresh) {
    Semaphore room = new Semaphore(UNDER_WAY);
    Callback taken = Callback.from(room::release, _ -> room.release());
    String same = event(1);
    try {
      for (long sequence = 1; session.isOpen(); sequence++) {
        room.acquire();
        session.sendText(fresh ? event(sequence) : same, taken);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// 200 bytes, the shape of the benchmarks' own events.
  private static String event(long sequence) {
    return "{\"type\":\"tick\",\"timestamp\":\""
        + Instant.now()
        + "\",\"sequence\":"
        + sequence
        + ",\"data\":{\"machine\":\"filler-01\",\"celsius\":61.25,\"pressure\":3.178,\"bottles\":"
        + (100_000 + sequence)
        + ",\"state\":\"running\",\"line\":\"north-2\",\"unit\":\"bottle\"}}";
  }
}
