package io.fabula.generator.blueprint;

import io.fabula.generator.document.MappingReader;
import io.fabula.generator.document.Node;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Where a blueprint comes from that a model wrote: what stands under `written`.
///
/// @param by provider and model
/// @param narrative the fingerprint of the narrative that it was written from
/// @param seed which of many possible blueprints of that narrative was asked for
/// @param at when, as an RFC 3339 instant
/// @param place where it stands in the blueprint's file
public record Written(String by, String narrative, long seed, String at, Place place) {
  static final String KEY = "written";

  /// What the document says, empty where it says nothing.
  ///
  /// @param problems takes what is wrong with it
  public static Optional<Written> in(Node document, Problems problems) {
    return document instanceof Node.Mapping mapping
        ? Optional.ofNullable(mapping.members().get(KEY)).map(m -> read(m, problems))
        : Optional.empty();
  }

  private static Written read(Node.Member member, Problems problems) {
    MappingReader keys = MappingReader.of(member.value(), KEY, problems);
    Written written =
        new Written(
            keys.text("by").orElse(""),
            keys.text("narrative").orElse(""),
            keys.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(0L),
            keys.text("at").orElse(""),
            member.keyPlace());
    keys.rejectUnknown();
    if (!written.narrative().matches("sha256:[0-9a-f]{64}")) {
      problems.add(
          keys.placeOf("narrative"),
          "written.narrative must be the narrative's fingerprint, sha256: and 64 digits");
    }
    return written;
  }

  /// The same blueprint document without what it says of its origin.
  public static Node removedFrom(Node.Mapping document) {
    Map<String, Node.Member> members = new LinkedHashMap<>(document.members());
    members.remove(KEY);
    return new Node.Mapping(document.place(), members);
  }

  /// The same blueprint document with this under `written`, in place of what it says there.
  public Node stampedOn(Node document) {
    if (!(document instanceof Node.Mapping mapping)) {
      return document;
    }
    Map<String, Node.Member> members = new LinkedHashMap<>();
    mapping
        .members()
        .forEach(
            (key, member) -> {
              if (!key.equals(KEY)) {
                members.put(key, member);
              }
              if (key.equals("blueprint")) {
                members.put(KEY, new Node.Member(place, node()));
              }
            });
    return new Node.Mapping(mapping.place(), members);
  }

  private Node node() {
    Map<String, Node.Member> members = new LinkedHashMap<>();
    members.put("by", scalar(Node.Kind.TEXT, by));
    members.put("narrative", scalar(Node.Kind.TEXT, narrative));
    members.put("seed", scalar(Node.Kind.INTEGER, Long.toString(seed)));
    members.put("at", scalar(Node.Kind.TEXT, at));
    return new Node.Mapping(place, members);
  }

  private Node.Member scalar(Node.Kind kind, String text) {
    return new Node.Member(place, new Node.Scalar(place, kind, text));
  }
}
