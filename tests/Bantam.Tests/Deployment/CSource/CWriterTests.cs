using System.Text.RegularExpressions;
using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Tests.Reports;

namespace Bantam.Tests.Deployment;

public sealed class CWriterTests
{
    [Theory]
    [InlineData("residual", RoundingProfile.Tflm)]
    [InlineData("pools", RoundingProfile.Single)]
    [InlineData("reshapes", RoundingProfile.OnnxHalfToEven)]
    public void Generated_files_are_the_approved_ones(string name, RoundingProfile rounding)
    {
        CFiles files = CWriter.Write(SampleNetworks.PlanOf(name, rounding), name);
        Golden.Match($"c/{name}.c", files.Source);
        Golden.Match($"c/{name}.h", files.Header);
    }

    [Fact]
    [Trait("Ledger", "S346")]
    [Trait("Ledger", "S361")]
    public void No_heap_no_library_no_floating_point_no_recursion()
    {
        foreach (string name in SampleNetworks.Names)
        {
            string source = WithoutComments(CWriter.Write(SampleNetworks.PlanOf(name)).Source);
            Assert.Equal(["#include \"model.h\""], Regex.Matches(source, "#include.*").Select(match => match.Value));
            Assert.DoesNotMatch(@"\b(malloc|calloc|realloc|free|alloca|float|double|exp|expf|pow|sqrt|memcpy|memset|printf|goto)\b", source);
            Assert.DoesNotMatch(@"\d\.\d", source);
            foreach ((string function, string body) in Functions(source))
            {
                Assert.DoesNotMatch($@"\b{function}\(", body);
            }
        }
    }

    [Fact]
    public void All_that_can_change_is_the_arena()
    {
        foreach (string name in SampleNetworks.Names)
        {
            string source = WithoutComments(CWriter.Write(SampleNetworks.PlanOf(name)).Source);
            IEnumerable<string> variables = source.Split('\n').Where(line => Regex.IsMatch(line, @"^(static )?(u?int\d+_t|bantam_\w+)\b.*(;|= \{)$") && !line.Contains('(', StringComparison.Ordinal));
            Assert.Equal(["static int8_t arena[MODEL_ARENA_BYTES];"], variables);
        }
    }

    [Fact]
    public void The_same_plan_gives_the_same_text_in_every_culture()
    {
        foreach (string name in SampleNetworks.Names)
        {
            CFiles files = CWriter.Write(SampleNetworks.PlanOf(name));
            Assert.Equal(files.Source + files.Header, UnderCommaCulture.Run(() =>
            {
                CFiles again = CWriter.Write(SampleNetworks.PlanOf(name));
                return again.Source + again.Header;
            }));
        }
    }

    [Theory]
    [InlineData("*/ #error out /*")]
    [InlineData("new\nline\r\n#error out")]
    [InlineData("??/\n#error out")]
    [InlineData("back\\slash\\")]
    [InlineData("\u2028\u202e\u0000")]
    public void Names_of_nodes_cannot_leave_their_comment(string hostile)
    {
        Graph graph = Graph.Create([4], x => x.Then(hostile, new Relu()));
        CFiles files = CWriter.Write(Lowering.Lower(Quantized(graph)));
        string line = files.Source.Split('\n').Single(text => text.StartsWith("/* 0: ", StringComparison.Ordinal));
        Assert.Matches(@"^/\* 0: [A-Za-z0-9._\-\[\], ?]* \*/$", line);
        RequiredTools.SkipWithoutHostCompiler();
        HostProgram.Build(files, Toolchain.Installed, TestContext.Current.CancellationToken).Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Model")]
    [InlineData("my-model")]
    [InlineData("model;int x")]
    [InlineData("1model")]
    public void A_prefix_that_is_no_identifier_is_refused(string prefix) =>
        Assert.Throws<ArgumentException>(() => CWriter.Write(SampleNetworks.PlanOf("reshapes"), prefix));

    [Fact]
    public void The_header_says_what_the_plan_says()
    {
        Plan plan = SampleNetworks.PlanOf("branches");
        CFiles files = CWriter.Write(plan, "gesture");
        Assert.Equal((plan.Input.Bytes, plan.Output.Bytes, plan.ArenaBytes), (files.InputBytes, files.OutputBytes, files.ArenaBytes));
        string zeroPoint = Regex.Match(files.Header, @"#define GESTURE_OUTPUT_ZERO_POINT \(?(-?\d+)\)?\n").Groups[1].Value;
        string scale = Regex.Match(files.Header, @"#define GESTURE_OUTPUT_SCALE (\S+)f\n").Groups[1].Value;
        Assert.Equal(plan.Output.Parameters.ZeroPoint, int.Parse(zeroPoint, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(plan.Output.Parameters.Scale, float.Parse(scale, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("void gesture_run(const int8_t *input, int8_t *output);", files.Header, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_models_live_in_one_program_which_may_be_cplusplus()
    {
        RequiredTools.SkipWithoutHostCompiler();
        using BuildDirectory directory = new(CWriter.Write(SampleNetworks.PlanOf("pools"), "first"));
        CFiles second = CWriter.Write(SampleNetworks.PlanOf("residual"), "second");
        File.WriteAllText(directory.PathOf("second.c"), second.Source);
        File.WriteAllText(directory.PathOf("second.h"), second.Header);
        File.WriteAllText(directory.PathOf("main.c"), "#include \"first.h\"\n#include \"second.h\"\nint main(void)\n{\n    static int8_t in[FIRST_INPUT_BYTES + SECOND_INPUT_BYTES], out[FIRST_OUTPUT_BYTES + SECOND_OUTPUT_BYTES];\n    first_run(in, out);\n    second_run(in, out);\n    return 0;\n}\n");
        string compiler = Toolchain.Installed.RequireHostCompiler();
        Compile(directory, compiler, [.. BuildDirectory.Strictness, "-c", "first.c", "second.c"]);
        Compile(directory, compiler, [.. BuildDirectory.Strictness, "main.c", "first.o", "second.o", "-o", "both"]);
        if (new ExternalProcess(compiler, ["-x", "c++", "-E", directory.PathOf("main.c")]).Run(TestContext.Current.CancellationToken).ExitCode != 0)
        {
            Assert.Skip("the host compiler has no C++");
        }

        Compile(directory, compiler, ["-x", "c++", "main.c", "-x", "none", "first.o", "second.o", "-o", "both"]);
    }

    [Theory]
    [InlineData("gcc")]
    [InlineData("clang")]
    public void No_compiler_warns_at_any_level_of_optimization(string name)
    {
        string? compiler = Toolchain.Installed.SearchPath.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (compiler is null)
        {
            Assert.Skip($"{name} is absent");
        }

        foreach (string network in SampleNetworks.Names)
        {
            using BuildDirectory directory = new(CWriter.Write(SampleNetworks.PlanOf(network)));
            foreach (string level in new[] { "-O0", "-Os", "-O3" })
            {
                Compile(directory, compiler, [.. BuildDirectory.Strictness, level, "-c", "model.c", "-o", "model.o"]);
            }
        }
    }

    [Fact]
    public void Generated_code_has_no_undefined_behavior()
    {
        RequiredTools.SkipWithoutHostCompiler();
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("the sanitizers of other systems need other flags");
        }

        foreach (string name in SampleNetworks.Names)
        {
            Plan plan = SampleNetworks.PlanOf(name);
            using BuildDirectory directory = new(CWriter.Write(plan));
            Compile(directory, Toolchain.Installed.RequireHostCompiler(), [.. BuildDirectory.Strictness, "-O1", "-fsanitize=undefined,address", "-fno-sanitize-recover=all", "-iquote", ".", "model.c", "harness/host.c", "-o", "checked"]);
            sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 4);
            directory.WriteSamples("input.bin", codes);
            ProcessResult run = new ExternalProcess(directory.PathOf("checked"), ["input.bin", "output.bin"]) { WorkingDirectory = directory.PathOf("") }.Run(TestContext.Current.CancellationToken);
            Assert.True(run.ExitCode == 0, name + ": " + run.Errors);
            Assert.Equal(SampleNetworks.RunOnHost(plan, codes), directory.ReadOutputs("output.bin", 4));
        }
    }

    private static void Compile(BuildDirectory directory, string compiler, string[] arguments) =>
        directory.Compile(compiler, arguments, "compile the test", TestContext.Current.CancellationToken);

    private static Graph Quantized(Graph graph) => new PostTrainingQuantization([SampleNetworks.Batch(graph, 4, "writer")]).Apply(graph);

    private static string WithoutComments(string source) => Regex.Replace(source, @"/\*.*?\*/", "", RegexOptions.Singleline);

    private static IEnumerable<(string Name, string Body)> Functions(string source) =>
        Regex.Matches(source, @"^(?:static )?\w+ (\w+)\([^)]*\)\n\{\n(.*?)^\}", RegexOptions.Singleline | RegexOptions.Multiline).Select(match => (match.Groups[1].Value, match.Groups[2].Value));
}
