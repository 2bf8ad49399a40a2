package io.fabula.generator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.fabula.generator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CIRCLE =
      slices().matching("io.fabula.generator.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule PACKAGES_KEEP_THEIR_ORDER =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("document")
          .definedBy("io.fabula.generator.document")
          .layer("event")
          .definedBy("io.fabula.generator.event")
          .layer("match")
          .definedBy("io.fabula.generator.match")
          .layer("narrative")
          .definedBy("io.fabula.generator.narrative")
          .layer("story")
          .definedBy("io.fabula.generator.story")
          .layer("chance")
          .definedBy("io.fabula.generator.chance")
          .layer("template")
          .definedBy("io.fabula.generator.template")
          .layer("blueprint")
          .definedBy("io.fabula.generator.blueprint")
          .layer("sample schemas")
          .definedBy("io.fabula.generator.sample.schema")
          .layer("sample values")
          .definedBy("io.fabula.generator.sample.value")
          .layer("sample")
          .definedBy("io.fabula.generator.sample")
          .layer("batch")
          .definedBy("io.fabula.generator.batch")
          .layer("lint")
          .definedBy("io.fabula.generator.lint")
          .layer("author")
          .definedBy("io.fabula.generator.author")
          .layer("replay")
          .definedBy("io.fabula.generator.replay")
          .layer("session")
          .definedBy("io.fabula.generator.replay.session")
          .layer("har")
          .definedBy("io.fabula.generator.replay.har")
          .layer("redaction")
          .definedBy("io.fabula.generator.redaction")
          .layer("recording")
          .definedBy("io.fabula.generator.recording")
          .layer("augment")
          .definedBy("io.fabula.generator.augment")
          .layer("entrance")
          .definedBy("io.fabula.generator")
          .whereLayer("document")
          .mayNotAccessAnyLayer()
          .whereLayer("event")
          .mayNotAccessAnyLayer()
          .whereLayer("chance")
          .mayNotAccessAnyLayer()
          .whereLayer("match")
          .mayNotAccessAnyLayer()
          .whereLayer("narrative")
          .mayOnlyAccessLayers("document", "event", "match")
          .whereLayer("story")
          .mayOnlyAccessLayers("document", "event", "narrative", "chance", "match")
          .whereLayer("template")
          .mayOnlyAccessLayers("document", "event", "match", "chance")
          .whereLayer("blueprint")
          .mayOnlyAccessLayers("document", "event", "narrative", "story", "chance")
          .whereLayer("sample schemas")
          .mayOnlyAccessLayers("document", "match", "narrative")
          .whereLayer("sample values")
          .mayOnlyAccessLayers(
              "document", "event", "match", "narrative", "chance", "sample schemas")
          .whereLayer("sample")
          .mayOnlyAccessLayers(
              "document",
              "event",
              "match",
              "narrative",
              "story",
              "chance",
              "sample schemas",
              "sample values")
          .whereLayer("batch")
          .mayOnlyAccessLayers("document", "event", "narrative", "story")
          .whereLayer("replay")
          .mayOnlyAccessLayers("document", "event", "match")
          .whereLayer("session")
          .mayOnlyAccessLayers("document", "replay")
          .whereLayer("har")
          .mayOnlyAccessLayers("document", "replay")
          .whereLayer("redaction")
          .mayOnlyAccessLayers("replay")
          .whereLayer("recording")
          .mayOnlyAccessLayers("document", "replay", "session", "har", "redaction")
          .whereLayer("augment")
          .mayOnlyAccessLayers(
              "document",
              "event",
              "match",
              "narrative",
              "chance",
              "sample",
              "batch",
              "replay",
              "redaction")
          .whereLayer("lint")
          .mayOnlyAccessLayers("document", "event", "narrative", "story", "blueprint")
          .whereLayer("author")
          .mayOnlyAccessLayers(
              "document", "event", "narrative", "story", "blueprint", "batch", "lint");

  @ArchTest
  static final ArchRule NO_VENDOR_IS_KNOWN_HERE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.langchain4j..", "com.openai..", "io.javalin..");

  @ArchTest
  static final ArchRule PACKAGES_ARE_NAMED_FOR_FEATURES =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..", "..impl..", "..common..", "..helper..", "..manager..", "..model..");
}
