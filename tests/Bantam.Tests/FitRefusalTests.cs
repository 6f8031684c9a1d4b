using Bantam.Deployment;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests;

/// <summary>What <c>fit</c> refuses it refuses before the training, which may take hours.</summary>
public sealed class FitRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void An_output_folder_that_cannot_be_written()
    {
        string file = _folder.PathOf("a-file");
        File.WriteAllText(file, "in its place");

        Assert.Contains($"'{file}' cannot be written", Refused<IOException>(Options() with { OutputFolder = file }), StringComparison.Ordinal);
        Assert.Contains("Name another one", Refused<IOException>(Options() with { OutputFolder = Path.Combine(file, "below") }), StringComparison.Ordinal);
        Assert.Equal("in its place", File.ReadAllText(file));
    }

    [Theory]
    [InlineData("digits", 1.5)]
    [InlineData("digits", -0.1)]
    [InlineData("digits", double.NaN)]
    [InlineData("sine", -1)]
    [InlineData("sine", double.PositiveInfinity)]
    public void A_bound_out_of_its_range(string data, double bound) =>
        Assert.Contains("The bound of", Refused<ArgumentException>(Options() with { Data = data, Bound = bound }), StringComparison.Ordinal);

    [Fact]
    public void A_ceiling_for_accuracy_and_a_floor_for_an_error()
    {
        Assert.Contains("use --floor", Refused<ArgumentException>(Options() with { Data = "digits", Bound = 0.5, BoundIsCeiling = true }), StringComparison.Ordinal);
        Assert.Contains("use --ceiling", Refused<ArgumentException>(Options() with { Bound = 0.5, BoundIsCeiling = false }), StringComparison.Ordinal);
    }

    [Fact]
    public void No_epochs() => Refused<ArgumentOutOfRangeException>(Options() with { Epochs = 0 });

    [Fact]
    public void Names_that_stand_for_nothing()
    {
        Assert.Contains("Did you mean 'sine'?", Refused<UnknownNameException>(Options() with { Data = "sin" }), StringComparison.Ordinal);
        Assert.Contains("Did you mean 'tiny-mlp'?", Refused<UnknownNameException>(Options() with { Network = "tiny-mpl" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_whose_files_are_nowhere() =>
        Assert.Contains("Set BANTAM_DATA to the folder", Refused<FileNotFoundException>(Options() with { Data = "mnist", DataFolder = "" }), StringComparison.Ordinal);

    [Fact]
    public void A_network_for_other_data()
    {
        string path = _folder.PathOf("other.bantam");
        ModelFile.Save(Mlps.Mlp([2], [], 1), path);

        Assert.Contains("[2]", Refused<ShapeException>(Options() with { Network = path }), StringComparison.Ordinal);
        Refused<ShapeException>(Options() with { Network = "lenet" });
    }

    [Fact]
    public void A_file_that_is_no_network()
    {
        string path = _folder.PathOf("broken.bantam");
        File.WriteAllText(path, "PK and nothing else");

        Assert.Contains(path, Refused<ModelFormatException>(Options() with { Network = path }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_op_that_cannot_run_in_int8()
    {
        string path = _folder.PathOf("exponential.bantam");
        ModelFile.Save(ExponentialNetwork.Create(), path);

        string message = Refused<UnsupportedException>(Options() with { Network = path });

        Assert.Contains("Node 'exp1' is Exp", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_is_quantized_already()
    {
        string path = _folder.PathOf("model.bantam");
        ModelFile.Save(Quantize.PostTraining(Networks.Create("tiny-mlp", [1], 1), SyntheticSine.Create(train: 20).Train), path);

        Assert.Contains("trained.bantam", Refused<UnsupportedException>(Options() with { Network = path }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_that_another_node_computes()
    {
        string path = _folder.PathOf("computed.bantam");
        Parameter weight = new("weight", [1, 1], new Constant(1));
        ModelFile.Save(Graph.Create([1], x => x.Then("dense1", new Dense(), new Node("scaled", new Scale(2), [weight]))), path);

        Assert.Contains("is computed by node 'scaled'", Refused<UnsupportedException>(Options() with { Network = path }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_training_when_resuming()
    {
        File.WriteAllText(_folder.PathOf("training.checkpoint"), "of another program");

        Refused<ModelFormatException>(Options() with { Resume = true });
    }

    public void Dispose() => _folder.Dispose();

    private static string Refused<T>(FitOptions options)
        where T : Exception
    {
        Counter counter = new();
        string message = Assert.Throws<T>(() => Fit.Run(options with { Observer = counter })).Message;
        Assert.Equal(0, counter.Epochs);
        return message;
    }

    private FitOptions Options() => new() { Data = "sine", Network = "tiny-mlp", Epochs = 1, OutputFolder = _folder.Path, Toolchain = new Toolchain([]) };

    private sealed class Counter : FitObserver
    {
        public int Epochs { get; private set; }

        public override void OnEpoch(EpochResult epoch) => Epochs++;
    }
}
