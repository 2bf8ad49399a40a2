package io.fabula.generator.sample.value;

import io.fabula.generator.chance.Dice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.datafaker.Faker;

/// Plausible text by the name of the member that holds it. Pools are faked once, seeded by their
/// own words, so that they are the same in every telling.
public final class Words {
  private static final int POOL = 100;
  private static final List<String> PLAIN =
      List.of(
          "amber", "anchor", "basin", "bridge", "canyon", "cedar", "cloud", "coral", "delta",
          "ember", "falcon", "fern", "forest", "garden", "glacier", "harbor", "hazel", "island",
          "juniper", "lagoon", "lantern", "maple", "meadow", "meteor", "mill", "north", "ocean",
          "orchard", "pebble", "pine", "quartz", "ridge", "river", "saffron", "summit", "thunder",
          "tulip", "valley", "willow", "winter");

  /// What a name ends with, letters and digits only, and what Datafaker calls it. The first counts.
  private static final List<Map.Entry<String, String>> FAKED =
      List.of(
          Map.entry("firstname", "name.firstName"),
          Map.entry("lastname", "name.lastName"),
          Map.entry("surname", "name.lastName"),
          Map.entry("companyname", "company.name"),
          Map.entry("productname", "commerce.productName"),
          Map.entry("name", "name.fullName"),
          Map.entry("customer", "name.fullName"),
          Map.entry("author", "name.fullName"),
          Map.entry("city", "address.city"),
          Map.entry("countrycode", "address.countryCode"),
          Map.entry("country", "address.country"),
          Map.entry("street", "address.streetAddress"),
          Map.entry("address", "address.streetAddress"),
          Map.entry("zip", "address.zipCode"),
          Map.entry("zipcode", "address.zipCode"),
          Map.entry("postcode", "address.zipCode"),
          Map.entry("phone", "phoneNumber.cellPhone"),
          Map.entry("phonenumber", "phoneNumber.cellPhone"),
          Map.entry("company", "company.name"),
          Map.entry("product", "commerce.productName"),
          Map.entry("department", "commerce.department"),
          Map.entry("color", "color.name"),
          Map.entry("colour", "color.name"),
          Map.entry("currency", "money.currencyCode"),
          Map.entry("job", "job.title"),
          Map.entry("title", "book.title"),
          Map.entry("description", "lorem.sentence"),
          Map.entry("message", "lorem.sentence"),
          Map.entry("comment", "lorem.sentence"),
          Map.entry("text", "lorem.sentence"),
          Map.entry("body", "lorem.sentence"));

  /// What a name ends with whose text has a well-known form.
  private static final Map<String, String> FORMS =
      Map.ofEntries(
          Map.entry("email", "email"),
          Map.entry("uuid", "uuid"),
          Map.entry("url", "uri"),
          Map.entry("uri", "uri"),
          Map.entry("host", "hostname"),
          Map.entry("hostname", "hostname"),
          Map.entry("ip", "ipv4"),
          Map.entry("ipaddress", "ipv4"),
          Map.entry("date", "date"),
          Map.entry("timestamp", "date-time"),
          Map.entry("createdat", "date-time"),
          Map.entry("updatedat", "date-time"));

  private final Map<String, List<String>> pools = new ConcurrentHashMap<>();

  /// Text that suits the name; plain words where the name says nothing.
  Text of(String name, Text.Sizes sizes) {
    String plain = plain(name);
    Optional<Text> form =
        FORMS.entrySet().stream()
            .filter(e -> endsWith(name, plain, e.getKey()))
            .max(Map.Entry.comparingByKey((a, b) -> a.length() - b.length()))
            .flatMap(e -> Formats.named(e.getValue()));
    if (form.isPresent() && sizes.any()) {
      return form.get();
    }
    if (endsWith(name, plain, "id") && sizes.any()) {
      return Words::id;
    }
    return FAKED.stream()
        .filter(e -> endsWith(name, plain, e.getKey()))
        .findFirst()
        .map(e -> pool(e.getValue()).stream().filter(sizes::fit).toList())
        .filter(pool -> !pool.isEmpty())
        .<Text>map(pool -> draw -> pool.get(draw.chance.below(pool.size())))
        .orElseGet(() -> draw -> words(draw, sizes));
  }

  /// One word.
  static String word(Dice chance) {
    return PLAIN.get(chance.below(PLAIN.size()));
  }

  static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /// Whether a name's last words are these: `order_id` and `orderId` end with `id`, `paid` does
  /// not.
  static boolean endsWith(String name, String plain, String last) {
    if (!plain.endsWith(last)) {
      return false;
    }
    if (plain.length() == last.length()) {
      return true;
    }
    int left = last.length();
    int at = name.length();
    while (left > 0) {
      at--;
      left -= isPlain(name.charAt(at)) ? 1 : 0;
    }
    return Character.isUpperCase(name.charAt(at)) || !isPlain(name.charAt(at - 1));
  }

  private static boolean isPlain(char c) {
    return c < 128 && Character.isLetterOrDigit(c);
  }

  private static String id(Draw draw) {
    return Long.toString(Math.floorMod(draw.chance.next(), 0x7fff_ffff_ffffL) + (1L << 47), 36);
  }

  private List<String> pool(String expression) {
    return pools.computeIfAbsent(expression, Words::faked);
  }

  private static List<String> faked(String expression) {
    Faker faker = new Faker(Locale.ENGLISH, new Random(expression.hashCode()));
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < POOL * 4 && texts.size() < POOL; i++) {
      texts.add(faker.expression("#{" + expression + "}"));
    }
    return new ArrayList<>(texts);
  }

  /// One to three words, or as many as the length asks for.
  private static String words(Draw draw, Text.Sizes sizes) {
    StringBuilder text = new StringBuilder(word(draw.chance));
    for (int i = draw.chance.below(3); i > 0 || text.length() < sizes.min(); i--) {
      text.append(' ').append(word(draw.chance));
    }
    if (text.length() > sizes.max()) {
      text.setLength(sizes.max());
      if (!text.isEmpty() && text.charAt(text.length() - 1) == ' ') {
        text.setCharAt(text.length() - 1, 's');
      }
    }
    return text.toString();
  }
}
