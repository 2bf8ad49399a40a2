package io.fabula.providers.budget;

import io.fabula.providers.Price;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.Usage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// What the models may spend: tokens per stream, per day and per process, and money per day. At a
/// limit the model is not called again.
///
/// Each call first reserves what it may cost at most: the prompt's tokens, estimated from its text
/// and deliberately high (a token for every 3 bytes), and the answer's tokens, which are lowered to
/// what is left. Calls under way count with what they reserved, so together they stay within the
/// limits as far as the estimate holds; a call for which only they leave no room waits for them.
/// When a call is over, what the provider counted takes the reservation's place, or an estimate
/// where it told nothing.
///
/// Money is counted by the model's price. **A model without a price costs nothing**: `cost_per_day`
/// never stops it, only tokens do.
///
/// A day is a day in UTC. The day's spending is written to the ledger after each call and read
/// again when the budget is opened; processes may share a ledger, and each sees what the others
/// have written down, but not what their calls under way hold. Where the ledger cannot be written
/// any more, a warning says so once, the budget goes on counting in memory, and later writes catch
/// up. Whoever wants to spend a day's budget again deletes the ledger.
///
/// For any thread.
public final class Budget implements AutoCloseable {
  /// A shorter answer is not worth its prompt.
  private static final int LEAST_OUTPUT = 64;

  private final Limits limits;
  private final Ledger ledger;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final Set<Reservation> underWay = new HashSet<>();
  private Book process = Book.EMPTY;

  private Budget(Limits limits, Ledger ledger, Clock clock) {
    this.limits = limits;
    this.ledger = ledger;
    this.clock = clock.withZone(ZoneOffset.UTC);
  }

  /// Opens the budget and reads what was spent before.
  ///
  /// @param ledger the file; it and its folder are created with the first call that is written down
  /// @param clock tells the day
  /// @throws IllegalArgumentException where the ledger is not one, naming it and what to do
  /// @throws java.io.UncheckedIOException where it cannot be read or its folder not be created
  public static Budget open(Limits limits, Path ledger, Clock clock) {
    return new Budget(limits, FileLedger.open(ledger), clock);
  }

  /// Counts in memory, writes nothing and stops nobody.
  public static Budget unlimited() {
    return new Budget(Limits.NONE, new MemoryLedger(), Clock.systemUTC());
  }

  /// Opens the account of one stream. It needs no closing.
  public Account account() {
    return new Account(this);
  }

  /// The limits it keeps.
  public Limits limits() {
    return limits;
  }

  /// What was spent since the budget was opened.
  public Spending process() {
    lock.lock();
    try {
      return process.spending();
    } finally {
      lock.unlock();
    }
  }

  /// What was spent today, by other processes on the same ledger too.
  public Spending today() {
    ledger.refresh();
    return ledger.of(LocalDate.now(clock)).spending();
  }

  /// Tries once more to write down what could not be written before.
  @Override
  public void close() {
    ledger.flush();
  }

  /// Reserves what a call may cost.
  ///
  /// @return empty where only calls under way are in the way: they may turn out cheaper
  /// @throws ProviderException.Spent where too little is left
  Optional<Reservation> reserve(Account account, ProviderSettings settings, Prompt prompt) {
    ledger.refresh();
    lock.lock();
    try {
      return reserveNow(account, settings, prompt);
    } finally {
      lock.unlock();
    }
  }

  /// The same, waiting for calls under way.
  ///
  /// @param givenUp looked at after each [#wake]
  /// @return empty where it was given up
  /// @throws ProviderException.Spent where too little is left
  Optional<Reservation> await(
      Account account, ProviderSettings settings, Prompt prompt, BooleanSupplier givenUp)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Optional<Reservation> held = Optional.empty();
      while (!givenUp.getAsBoolean() && held.isEmpty()) {
        held = reserveNow(account, settings, prompt);
        if (held.isEmpty()) {
          freed.await();
        }
      }
      return held;
    } finally {
      lock.unlock();
    }
  }

  /// Lets all who wait look anew.
  void wake() {
    lock.lock();
    try {
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Reservation> reserveNow(
      Account account, ProviderSettings settings, Prompt prompt) {
    long input = Estimate.input(prompt);
    LocalDate today = LocalDate.now(clock);
    long output = prompt.maxTokens();
    List<Room> rooms = rooms(account, today, settings.price(), input);
    int least = Math.min(LEAST_OUTPUT, prompt.maxTokens());
    for (Room room : rooms) {
      if (room.withoutCallsUnderWay().output(prompt.maxTokens()) < least) {
        throw new ProviderException.Spent(room.refusal(settings.name(), least, today));
      }
      output = Math.min(output, room.output(prompt.maxTokens()));
    }
    if (output < least) {
      return Optional.empty();
    }
    var called = new Book.Called(settings.name(), settings.model());
    var held = new Reservation(account, today, called, settings.price(), input, output);
    underWay.add(held);
    return Optional.of(held);
  }

  private List<Room> rooms(Account account, LocalDate today, Optional<Price> price, long input) {
    List<Room> rooms = new ArrayList<>();
    Totals spentToday = ledger.of(today).total();
    limits
        .tokensPerStream()
        .ifPresent(
            limit ->
                rooms.add(
                    Room.ofTokens(
                        Scope.STREAM,
                        limit,
                        account.book().total().tokens(),
                        tokensHeld(held -> held.account() == account),
                        input)));
    limits
        .tokensPerDay()
        .ifPresent(
            limit ->
                rooms.add(
                    Room.ofTokens(
                        Scope.DAY,
                        limit,
                        spentToday.tokens(),
                        tokensHeld(held -> held.day().equals(today)),
                        input)));
    limits
        .tokensPerProcess()
        .ifPresent(
            limit ->
                rooms.add(
                    Room.ofTokens(
                        Scope.PROCESS,
                        limit,
                        process.total().tokens(),
                        tokensHeld(_ -> true),
                        input)));
    if (limits.costPerDay().isPresent() && price.isPresent()) {
      BigDecimal held =
          underWay.stream()
              .filter(call -> call.day().equals(today))
              .map(Reservation::cost)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      rooms.add(
          new Room(
              Scope.COST,
              limits.costPerDay().get(),
              spentToday.cost(),
              held,
              price.get().input().scaleByPowerOfTen(-6).multiply(BigDecimal.valueOf(input)),
              price.get().output().scaleByPowerOfTen(-6)));
    }
    return rooms;
  }

  private long tokensHeld(Predicate<Reservation> which) {
    return underWay.stream().filter(which).mapToLong(Reservation::tokens).sum();
  }

  /// Books what a call has spent and writes it down.
  void settle(Reservation held, Usage usage) {
    Totals spent = held.of(usage);
    lock.lock();
    try {
      if (!underWay.remove(held)) {
        return;
      }
      process = process.plus(held.called(), spent);
      held.account().book(held.account().book().plus(held.called(), spent));
      ledger.add(held.day(), held.called(), spent);
      freed.signalAll();
    } finally {
      lock.unlock();
    }
    ledger.flush();
  }

  /// Frees what a call held that cost nothing.
  void release(Reservation held) {
    lock.lock();
    try {
      underWay.remove(held);
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Spending spentOn(Account account) {
    lock.lock();
    try {
      return account.book().spending();
    } finally {
      lock.unlock();
    }
  }
}
