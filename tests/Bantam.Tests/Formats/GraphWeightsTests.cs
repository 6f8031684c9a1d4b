using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Tests.Formats;

public sealed class GraphWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("weights.npz")]
    [InlineData("weights.safetensors")]
    public void Weights_saved_and_loaded_make_the_same_network(string file)
    {
        Graph graph = Small().WithSeed(7);
        TensorFiles.Save(GraphWeights.Of(graph), _folder.PathOf(file));

        Assert.Equal(graph.ContentHash(), GraphWeights.Assign(Small(), TensorFiles.Load(_folder.PathOf(file))).ContentHash());
    }

    [Fact]
    public void Doubles_are_rounded()
    {
        Graph graph = Graph.Create([1], x => x.Dense(1, bias: false));
        Graph loaded = GraphWeights.Assign(graph, [new NamedTensor("dense1.weight", Tensor.From<double>([1, 1], 0.1))]);

        Assert.Equal(0.1f, loaded.Values[loaded.Parameters[0]].Item<float>());
    }

    [Fact]
    public void All_differences_are_listed_at_once()
    {
        ModelFormatException fault = Assert.Throws<ModelFormatException>(() => GraphWeights.Assign(Small(), [
            new NamedTensor("conv1.weight", Tensor.Zeros([2, 3, 3, 3])),
            new NamedTensor("conv1.bias", Tensor.From<float>([2], 1, float.NaN)),
            new NamedTensor("dense1.weight", Tensor.Zeros(new TensorType(ElementType.Int8, [3, 32]))),
            new NamedTensor("fc.bias", Tensor.Zeros([3])),
        ]));

        Assert.Contains("lacks dense1.bias : Float32[3]; it has besides fc.bias; it does not fit in ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("conv1.weight : Float32[2, 3, 3, 1] (got Float32[2, 3, 3, 3])", fault.Message, StringComparison.Ordinal);
        Assert.Contains("conv1.bias : Float32[2] (a value is not finite)", fault.Message, StringComparison.Ordinal);
        Assert.Contains("dense1.weight : Float32[3, 32] (got Int8[3, 32])", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_tensor_is_an_array_of_its_own_and_an_unknown_ending_is_refused()
    {
        TensorFiles.Save([new NamedTensor("x", Tensor.Full<float>([2], 3))], _folder.PathOf("scores.npy"));
        Assert.Equal("scores", Assert.Single(TensorFiles.Load(_folder.PathOf("scores.npy"))).Name);
        Assert.Contains("Save them as .npz", Assert.Throws<ArgumentException>(() => TensorFiles.Save(GraphWeights.Of(Small()), _folder.PathOf("a.npy"))).Message, StringComparison.Ordinal);
        Assert.Contains(".npy, .npz, .safetensors", Assert.Throws<ArgumentException>(() => TensorFiles.Load("weights.pt")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Graph Small() => Graph.Create([4, 4, 1], x => x.Conv2d(2, 3).Relu().Flatten().Dense(3));
}
