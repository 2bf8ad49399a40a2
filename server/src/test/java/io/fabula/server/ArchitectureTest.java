package io.fabula.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The order of the packages, as ARCHITECTURE.md draws it.
@AnalyzeClasses(packages = "io.fabula", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule modulesGoOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("providers")
          .definedBy("io.fabula.providers..")
          .layer("generator")
          .definedBy("io.fabula.generator..")
          .layer("server")
          .definedBy("io.fabula.server..")
          .whereLayer("server")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("generator")
          .mayOnlyBeAccessedByLayers("server");

  @ArchTest
  static final ArchRule providerPackagesGoOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("contract")
          .definedBy("io.fabula.providers")
          .layer("vendor")
          .definedBy("io.fabula.providers.vendor")
          .layer("budget")
          .definedBy("io.fabula.providers.budget")
          .layer("cassette")
          .definedBy("io.fabula.providers.cassette")
          .layer("fallback")
          .definedBy("io.fabula.providers.fallback")
          .whereLayer("contract")
          .mayNotAccessAnyLayer()
          .whereLayer("vendor")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("budget")
          .mayOnlyBeAccessedByLayers("fallback")
          .whereLayer("cassette")
          .mayOnlyBeAccessedByLayers("fallback")
          .whereLayer("fallback")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule vendorsAreFoundAsServicesOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.fabula.providers.vendor")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fabula.providers.vendor");

  @ArchTest
  static final ArchRule serverPackagesGoOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("io.fabula.server.cli")
          .layer("app")
          .definedBy("io.fabula.server.app")
          .layer("admin")
          .definedBy("io.fabula.server.admin")
          .layer("replay")
          .definedBy("io.fabula.server.replay")
          .layer("handler")
          .definedBy("io.fabula.server.handler")
          .layer("stream")
          .definedBy("io.fabula.server.stream")
          .layer("connection")
          .definedBy("io.fabula.server.connection")
          .layer("pacing")
          .definedBy("io.fabula.server.pacing")
          .layer("scheduling")
          .definedBy("io.fabula.server.scheduling")
          .layer("script")
          .definedBy("io.fabula.server.script")
          .layer("interactive")
          .definedBy("io.fabula.server.interactive")
          .layer("room")
          .definedBy("io.fabula.server.room")
          .layer("shared")
          .definedBy("io.fabula.server.shared")
          .layer("cluster")
          .definedBy("io.fabula.server.cluster")
          .layer("config")
          .definedBy("io.fabula.server.config..")
          .layer("tls")
          .definedBy("io.fabula.server.tls")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("app")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("stream")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("connection")
          .mayOnlyBeAccessedByLayers(
              "app", "stream", "handler", "replay", "admin", "interactive", "room")
          .whereLayer("handler")
          .mayOnlyBeAccessedByLayers("app", "stream", "replay", "interactive")
          .whereLayer("interactive")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("cluster")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("room")
          .mayOnlyBeAccessedByLayers("app", "interactive", "cluster")
          .whereLayer("shared")
          .mayOnlyBeAccessedByLayers("app", "interactive", "cluster")
          .whereLayer("replay")
          .mayOnlyBeAccessedByLayers("app", "cli", "admin")
          .whereLayer("admin")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("pacing")
          .mayOnlyBeAccessedByLayers("cli", "stream")
          .whereLayer("tls")
          .mayOnlyBeAccessedByLayers("app", "cli")
          .whereLayer("scheduling")
          .mayOnlyBeAccessedByLayers("app", "pacing", "replay", "script", "stream")
          .whereLayer("script")
          .mayOnlyAccessLayers("scheduling")
          .whereLayer("script")
          .mayOnlyBeAccessedByLayers("cli", "app", "replay", "interactive", "config")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("cli", "app", "replay", "interactive", "cluster");

  @ArchTest
  static final ArchRule noPackageCycles =
      slices().matching("io.fabula.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule langChain4jLivesInProviders =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.fabula.providers..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.langchain4j..", "com.openai..");

  @ArchTest
  static final ArchRule javalinLivesInTheServer =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.fabula.server.app..", "io.fabula.server.connection..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..");

  @ArchTest
  static final ArchRule theEngineOfScriptsLivesInScript =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.fabula.server.script")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.graalvm..", "com.oracle.truffle..");

  @ArchTest
  static final ArchRule theClientOfRedisLivesInCluster =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.fabula.server.cluster")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lettuce..", "io.netty..", "reactor..");

  @ArchTest
  static final ArchRule theCLibraryIsCalledInScheduling =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.fabula.server.scheduling")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..");

  @ArchTest
  static final ArchRule certificatesAreReadInTls =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.fabula.server.tls")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule packagesAreNamedForFeatures =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..",
              "..utils..",
              "..impl..",
              "..common..",
              "..helper..",
              "..manager..",
              "..model..");
}
