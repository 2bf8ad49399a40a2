package io.fabula.server.scheduling;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread as Linux schedules it. Java's own priorities do nothing there unless the JVM is root's;
/// what is done here needs no permission.
///
/// Everything is done a second later and not by the thread itself, for the way into the C library
/// takes 0.1 s to prepare, which a start or a stream would notice. Where it is refused nothing
/// happens. What the thread starts later has an ordinary slice, and is as nice as it.
///
/// Source: sched_setattr(2), sched(7), proc_pid_stat(5).
///
/// @param id of the thread in the system
/// @param nice from -20 to 19, how much others come first
public record LinuxThread(int id, int nice) {
  private static final Logger LOG = LoggerFactory.getLogger(LinuxThread.class);
  private static final Path STAT = Path.of("/proc/thread-self/stat");

  /// Of the fields behind the thread's name, which may hold spaces and brackets itself.
  private static final int NICE_FIELD = 16;

  private static final int NICEST = 19;

  /// Ten levels are a tenth of the processor: sched(7).
  private static final int MODESTY = 10;

  /// The shortest slice that Linux gives: Documentation/scheduler/sched-eevdf.rst.
  private static final long SHORT_NANOS = 100_000;

  private static final Executor SOON =
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Thread::startVirtualThread);

  /// The calling thread, which must be a platform thread; empty on another system.
  public static Optional<LinuxThread> current() {
    if (!Files.isReadable(STAT)) {
      return Optional.empty();
    }
    try {
      String stat = Files.readString(STAT);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(
          new LinuxThread(
              Integer.parseInt(stat.substring(0, stat.indexOf(' '))),
              Integer.parseInt(fields[NICE_FIELD])));
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("a thread's scheduling stays as it is");
      return Optional.empty();
    }
  }

  /// Gives it a short slice. It has no more of the processor than others, but has it sooner when it
  /// wakes up: it takes it from a thread with a longer slice, which would else run on for some
  /// milliseconds. From Linux 6.12 on.
  public void makePrompt() {
    set(nice, SHORT_NANOS);
  }

  /// Makes it nicer: where all processors are busy it has a tenth of what others have, and they
  /// take the processor from it when they wake up. For the rest of its life.
  public void makeModest() {
    set(Math.min(NICEST, nice + MODESTY), 0);
  }

  private void set(int newNice, long sliceNanos) {
    SOON.execute(() -> Call.HERE.ifPresent(call -> call.set(id, newNice, sliceNanos)));
  }

  /// `sched_setattr`, which the C library has no function for.
  private record Call(long number, MethodHandle syscall) {
    private static final Map<String, Long> NUMBERS = Map.of("amd64", 314L, "aarch64", 274L);

    /// `struct sched_attr`, first version: u32 size, u32 policy, u64 flags, s32 nice, u32 priority,
    /// u64 runtime, u64 deadline, u64 period. Policy 0 is that of ordinary threads; its runtime is
    /// the slice, 0 the ordinary one.
    private static final int SIZE = 48;

    private static final int FLAGS_AT = 8;
    private static final int NICE_AT = 16;
    private static final int RUNTIME_AT = 24;
    private static final long SCHED_FLAG_RESET_ON_FORK = 1;

    private static final Optional<Call> HERE =
        Optional.ofNullable(NUMBERS.get(System.getProperty("os.arch"))).flatMap(Call::find);

    @SuppressWarnings("restricted") // The launcher allows it, as libraries need it too.
    private static Optional<Call> find(long number) {
      Linker linker = Linker.nativeLinker();
      FunctionDescriptor syscall =
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT);
      Linker.Option variadic = Linker.Option.firstVariadicArg(1);
      return linker
          .defaultLookup()
          .find("syscall")
          .map(address -> new Call(number, linker.downcallHandle(address, syscall, variadic)));
    }

    private void set(int thread, int nice, long sliceNanos) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment attributes = arena.allocate(SIZE, Long.BYTES);
        attributes.set(ValueLayout.JAVA_INT, 0, SIZE);
        attributes.set(ValueLayout.JAVA_LONG, FLAGS_AT, SCHED_FLAG_RESET_ON_FORK);
        attributes.set(ValueLayout.JAVA_INT, NICE_AT, nice);
        attributes.set(ValueLayout.JAVA_LONG, RUNTIME_AT, sliceNanos);
        long result = (long) syscall.invokeExact(number, thread, attributes, 0);
        LOG.atDebug()
            .addKeyValue("nice", nice)
            .addKeyValue("slice", sliceNanos)
            .addKeyValue("result", result)
            .log("a thread's scheduling");
      } catch (Throwable e) {
        throw new IllegalStateException("sched_setattr could not be called", e);
      }
    }
  }
}
