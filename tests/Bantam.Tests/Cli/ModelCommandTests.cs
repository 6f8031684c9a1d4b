using System.Runtime.InteropServices;
using System.Text.Json;
using Bantam.Deployment;
using Bantam.Fuzz;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Cli;

/// <summary>The commands that run, score and convert networks, and the files that all commands take.</summary>
public sealed class ModelCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("auto")]
    [InlineData("reference")]
    public void A_float_network_runs_on_the_bytes_of_its_input(string path)
    {
        Graph graph = Graph.Create([2], x => x.Dense(3).Relu());
        float[] input = [0.5f, -2];
        string model = Save(graph);
        File.WriteAllBytes(_folder.PathOf("in.bin"), MemoryMarshal.AsBytes(input.AsSpan()));

        using JsonDocument json = Json("run", model, "--input", _folder.PathOf("in.bin"), "--output", _folder.PathOf("out.bin"), "--layers", _folder.PathOf("steps"), "--path", path);

        Assert.Equal("input float32 [1,2]", TensorOf(json, "inputs"));
        Assert.Equal("relu1 float32 [1,3]", TensorOf(json, "outputs"));
        Assert.Equal(path, json.RootElement.GetProperty("path").GetString());
        float[] output = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder.PathOf("out.bin"))).ToArray();
        Assert.Equal(graph.Run(Tensor.From([1, 2], input)).ToArray<float>(), output, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("out.bin")), File.ReadAllBytes(_folder.PathOf("steps/01.bin")));
        Assert.Equal(2, Directory.GetFiles(_folder.PathOf("steps")).Length);
    }

    [Fact]
    public void A_quantized_network_runs_on_codes_and_says_what_they_mean()
    {
        string model = Save(QuantizedSine());
        File.WriteAllBytes(_folder.PathOf("in.bin"), [5]);

        using JsonDocument json = Json("run", model, "--input", _folder.PathOf("in.bin"), "--output", _folder.PathOf("out.bin"), "--layers", _folder.PathOf("steps"), "--profile", "single");

        Assert.Equal("single", json.RootElement.GetProperty("profile").GetString());
        JsonElement input = json.RootElement.GetProperty("inputs")[0];
        Assert.Equal("int8", input.GetProperty("type").GetString());
        Assert.True(input.GetProperty("scale").GetDouble() > 0);
        Assert.InRange(input.GetProperty("zeroPoint").GetInt32(), -128, 127);
        Assert.Single(File.ReadAllBytes(_folder.PathOf("out.bin")));
    }

    [Fact]
    public void A_quantized_network_gives_the_same_bytes_in_every_step_on_every_path()
    {
        string model = Save(QuantizedSine());
        File.WriteAllBytes(_folder.PathOf("in.bin"), [5]);
        byte[][]? expected = null;
        foreach ((string name, DotPath? path) in new (string, DotPath?)[] { ("reference", null), ("auto", null), ("avx512", DotPath.Wide512), ("vnni", DotPath.Vnni), ("avx2", DotPath.Wide256), ("arm-dot", DotPath.ArmDot), ("vector128", DotPath.Wide128), ("scalar", DotPath.Scalar) })
        {
            if (path is { } instructions && !DotPaths.IsSupported(instructions))
            {
                continue;
            }

            string steps = _folder.PathOf($"steps-{name}");
            using JsonDocument json = Json("run", model, "--input", _folder.PathOf("in.bin"), "--output", _folder.PathOf("out.bin"), "--layers", steps, "--path", name);
            byte[][] bytes = [.. Directory.GetFiles(steps).Order(StringComparer.Ordinal).Append(_folder.PathOf("out.bin")).Select(File.ReadAllBytes)];
            expected ??= bytes;
            Assert.Equal(expected, bytes);
            Assert.Equal(name, json.RootElement.GetProperty("path").GetString());
        }
    }

    [Fact]
    public void The_score_of_a_quantized_network_is_that_of_its_integers()
    {
        Graph quantized = QuantizedSine();
        using JsonDocument json = Json("eval", Save(quantized), "--data", "sine", "--limit", "50");

        JsonElement root = json.RootElement;
        Assert.Equal(("rmse", "integers", 50), (root.GetProperty("metric").GetString(), root.GetProperty("arithmetic").GetString(), root.GetProperty("samples").GetInt32()));
        EvaluationReport expected = Evaluate.Of(quantized, DatasetCatalog.Load("sine").Test.Take(50));
        Assert.Equal(expected.Score, root.GetProperty("accuracy").GetDouble());
        Assert.Equal(expected.Score * expected.Score, root.GetProperty("loss").GetDouble(), 1e-12);
        Assert.True(root.GetProperty("imagesPerSecond").GetDouble() > 0);
    }

    [Fact]
    public void The_loss_of_scores_and_of_their_softmax_are_the_same()
    {
        Graph scores = Graph.Create([28, 28, 1], x => x.Flatten().Dense(10));
        Node end = (Node)scores.Output;
        Graph probabilities = new(scores.Input, new Node("softmax1", new Softmax(), end), scores.Values);
        Dataset digits = DatasetCatalog.Load("digits").Test.Take(100);

        Assert.Equal(Evaluate.Of(scores, digits).Loss, Evaluate.Of(probabilities, digits).Loss, 1e-5);
        Assert.Equal(Evaluate.Of(scores, digits).Score, Evaluate.Of(probabilities, digits).Score);
    }

    [Theory]
    [InlineData("unit", "[784]")]
    [InlineData("mean-pool:2", "[1, 14, 14]")]
    [InlineData("unit,layout", "[1, 28, 28]")]
    public void Samples_take_the_shape_of_the_input(string preprocess, string shape)
    {
        Shape input = new([.. shape.Trim('[', ']').Split(", ").Select(length => int.Parse(length, System.Globalization.CultureInfo.InvariantCulture))]);
        string model = Save(Graph.Create(input, x => x.Flatten().Dense(10)));

        using JsonDocument json = Json("eval", model, "--data", "digits", "--limit", "20", "--preprocess", preprocess);
        Assert.Equal(("accuracy", "float"), (json.RootElement.GetProperty("metric").GetString(), json.RootElement.GetProperty("arithmetic").GetString()));
    }

    [Fact]
    public void A_Keras_file_is_a_network_for_every_command()
    {
        string keras = _folder.PathOf("net.h5");
        File.WriteAllBytes(keras, KerasSeeds.Sequential());

        using JsonDocument converted = Json("convert", keras, _folder.PathOf("net.bantam"));
        Assert.Equal(5, converted.RootElement.GetProperty("ops").GetInt32());
        Assert.Equal([_folder.PathOf("net.bantam")], converted.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetString()));
        using JsonDocument first = Json("inspect", keras);
        using JsonDocument second = Json("inspect", _folder.PathOf("net.bantam"));
        Assert.Equal(first.RootElement.GetProperty("macs").GetInt64(), second.RootElement.GetProperty("macs").GetInt64());
        Assert.Contains("rules checked", CommandRun.Here("lint", keras, "--fail-on", "error").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quantized_network_is_converted_to_C_and_any_to_its_weights()
    {
        string model = Save(QuantizedSine());
        using JsonDocument c = Json("convert", model, _folder.PathOf("sine.c"));
        Assert.Equal(2, c.RootElement.GetProperty("files").GetArrayLength());
        Assert.Contains("sine_run", File.ReadAllText(_folder.PathOf("sine.h")), StringComparison.Ordinal);
        Assert.Equal(0, CommandRun.Here("convert", "lenet", _folder.PathOf("lenet.safetensors")).ExitCode);
        Assert.True(File.Exists(_folder.PathOf("lenet.safetensors")));
    }

    [Theory]
    [InlineData("eval net.pt --data digits", 2, "There is no network 'net.pt'")]
    [InlineData("eval nowhere/net.h5 --data digits", 1, "There is no file 'nowhere/net.h5'")]
    [InlineData("eval net.bantam --data digits", 1, "There is no file 'net.bantam'")]
    [InlineData("eval lenet --data digit", 2, "Did you mean 'digits'?")]
    [InlineData("eval lenet", 2, "--data")]
    [InlineData("eval lenet --data digits --limit 0", 2, "--limit is 1 or more, but got 0")]
    [InlineData("eval lenet --data digits --preprocess half", 2, "'half' is no preprocessing")]
    [InlineData("eval lenet --data digits --preprocess unit,none", 2, "takes one way of preprocessing")]
    [InlineData("eval lenet --data sine", 1, "The network reads samples of shape")]
    [InlineData("run lenet --input nowhere.bin --output out.bin", 1, "There is no file 'nowhere.bin'")]
    [InlineData("run lenet --input a --input b --output out.bin", 2, "--input names a file for each of input float32[1, 28, 28, 1]")]
    [InlineData("run lenet --input a --output out.bin --profile float", 2, "'tflm'")]
    [InlineData("convert lenet net.pt", 2, "such files end in")]
    [InlineData("convert lenet net.c", 4, "not quantized")]
    [InlineData("convret lenet net.bantam", 2, "Did you mean 'convert'?")]
    public void What_cannot_be_is_refused(string arguments, int exitCode, string message)
    {
        CommandRun run = CommandRun.Here(arguments.Split(' '));

        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public void A_file_that_is_no_network_is_named()
    {
        string other = _folder.PathOf("net.pb");
        File.WriteAllText(other, "");
        CommandRun unknown = CommandRun.Here("inspect", other);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("its name ends in '.pb'", unknown.Error, StringComparison.Ordinal);

        string broken = _folder.PathOf("net.h5");
        File.WriteAllText(broken, "no network");
        CommandRun refused = CommandRun.Here("inspect", broken);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"{broken} cannot be read", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_of_another_length_says_what_was_expected()
    {
        string input = _folder.PathOf("in.bin");
        File.WriteAllBytes(input, new byte[5]);
        CommandRun run = CommandRun.Here("run", "lenet", "--input", input, "--output", _folder.PathOf("out.bin"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("has 5 bytes, but the input input float32[1, 28, 28, 1] has 3136", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Graph QuantizedSine()
    {
        DataSplits sine = DatasetCatalog.Load("sine");
        return Quantize.PostTraining(Graph.Create(sine.Train.InputShape, x => x.Dense(8).Relu().Dense(1)), sine.Calibration(64));
    }

    private string Save(Graph graph)
    {
        string path = _folder.PathOf("model.bantam");
        ModelFile.Save(graph, path);
        return path;
    }

    private static string TensorOf(JsonDocument json, string list)
    {
        JsonElement tensor = json.RootElement.GetProperty(list)[0];
        return $"{tensor.GetProperty("name").GetString()} {tensor.GetProperty("type").GetString()} [{string.Join(',', tensor.GetProperty("shape").EnumerateArray())}]";
    }

    private static JsonDocument Json(params string[] arguments)
    {
        CommandRun run = CommandRun.Here([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("schema", json.RootElement.EnumerateObject().First().Name);
        return json;
    }
}
