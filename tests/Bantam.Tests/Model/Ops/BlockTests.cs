using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Blocks that are composed of ops: residual connections, attention, folded layers.</summary>
public sealed class BlockTests
{
    [Fact]
    [Trait("Ledger", "S051")]
    public void A_residual_path_carries_the_gradient_unchanged()
    {
        Tensor x = SampleTensors.Leaf([2, 4], 1, 2, 3, 4, 5, 6, 7, 8);
        Tensor zero = Tensor.Zeros([4, 4]);
        Tensor y = x;
        for (int block = 0; block < 50; block++)
        {
            y = new Dense().Apply(y, zero) + y;
        }

        Tensor upstream = SampleTensors.Uniform([2, 4]);
        y.Backward(upstream);
        Assert.Equal(upstream.ToArray<float>(), x.Grad!.ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S051")]
    public void Fifty_plain_sigmoid_layers_lose_the_gradient()
    {
        Tensor x = SampleTensors.Leaf64([1, 8], 1, -1, 0.5, -0.5, 0.2, -0.2, 0, 1);
        Tensor y = x;
        for (int layer = 0; layer < 50; layer++)
        {
            y = new Dense().Apply(y, SampleTensors.ToFloat64(SampleTensors.Uniform([8, 8], (ulong)layer))).Sigmoid();
        }

        Tensor upstream = Tensor.Full([1, 8], 1.0);
        y.Backward(upstream);
        double ratio = Math.Sqrt(x.Grad!.ToArray<double>().Sum(g => g * g) / 8);
        Assert.InRange(ratio, 0, 1e-6);
    }

    [Fact]
    public void A_tiny_attention_block_is_expressible_trains_and_is_kept_in_files()
    {
        Graph net = Graph.Create([6, 8], Attention);
        Assert.Equal(new Shape(6, 8), net.Output.SampleShape);
        Tensor tokens = SampleTensors.Uniform([2, 6, 8]);
        Assert.Equal(new Shape(2, 6, 8), net.Run(tokens).Shape);
        Assert.Equal(GraphJson.Write(net), GraphJson.Write(GraphJson.Read(GraphJson.Write(net))));

        Parameter[] trained = [.. net.Parameters];
        Tensor[] inputs = [SampleTensors.Spread([2, 6, 8], new RandomStream(1, "tokens")), .. trained.Select(p => SampleTensors.ToFloat64(net.Values[p]))];
        GradientCheck.First(tensors => net.Run(tensors[0], p => tensors[1 + Array.IndexOf(trained, p)], isTraining: true), inputs, []);
    }

    [Fact]
    public void Attention_mixes_the_values_by_similarity()
    {
        // Two orthogonal keys, far apart: each query takes the value of its own key.
        Tensor query = Tensor.From([2, 2], 30f, 0, 0, 30);
        Tensor values = Tensor.From([2, 1], 5f, 7f);
        Tensor weights = new MatMul(TransposeB: true).Apply(query, query).Softmax();
        SampleTensors.AssertNear([5, 7], weights.MatMul(values), 1e-6);
    }

    [Fact]
    [Trait("Ledger", "S023")]
    public void A_bias_is_a_weight_of_an_input_that_is_always_1()
    {
        Tensor w = Tensor.From<float>([2, 2], 1, 2, 3, 4);
        Tensor b = Tensor.From([2], 5f, 6f);
        Tensor x = Tensor.From([1, 2], 7f, 8f);
        Tensor folded = new Concat().Apply(w, b.Unsqueeze([-1]));
        Assert.Equal([28, 59], new Dense().Apply(x, w, b).ToArray<float>());
        Assert.Equal([28, 59], new Dense().Apply(x.Pad([0, 0], [0, 1], 1), folded).ToArray<float>());
        Assert.Equal(w.ToArray<float>(), folded.Slice(1, 0, 2).ToArray<float>());
        Assert.Equal(b.ToArray<float>(), folded.Slice(1, 2, 1).ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S211")]
    public void Products_are_added_before_they_are_rounded()
    {
        // (1 + 2⁻¹²)² − 1 = 2⁻¹¹ + 2⁻²⁴: rounding the square first loses the last bit.
        float a = 1 + MathF.Pow(2, -12);
        float square = a * a;
        Assert.Equal(MathF.Pow(2, -11), square - 1);
        if (!System.Runtime.Intrinsics.X86.Fma.IsSupported && !System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported)
        {
            Assert.Skip("This machine has no fused multiply-add.");
        }

        foreach (int columns in new[] { 1, 5, 16, 33 })
        {
            Tensor left = Tensor.From([1, 2], -1f, a);
            Tensor right = new BroadcastTo([2, columns]).Apply(Tensor.From([2, 1], 1f, a));
            Assert.All(left.MatMul(right).ToArray<float>(), value => Assert.Equal(MathF.Pow(2, -11) + MathF.Pow(2, -24), value));
        }
    }

    [Fact]
    public void A_gradient_that_is_used_twice_is_added_up()
    {
        Tensor x = SampleTensors.Leaf([2], 3, 4);
        new Concat().Apply(x, x).Sum().Backward();
        Assert.Equal([2, 2], x.Grad!.ToArray<float>());
        x.Grad = null;
        (x / x).Backward(Tensor.From([2], 1f, 1f));
        Assert.Equal([0, 0], x.Grad!.ToArray<float>());
    }

    [Fact]
    public void Results_of_2_gib_are_refused_before_memory_is_asked_for()
    {
        Tensor column = Tensor.Zeros([30_000, 1]);
        Tensor row = Tensor.Zeros([1, 30_000]);
        ShapeException fault = Assert.Throws<ShapeException>(() => column + row);
        Assert.Contains("3600000000 bytes", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Float32[30000, 1]", fault.Message, StringComparison.Ordinal);
        Assert.Contains("2147483647", Assert.Throws<ArgumentException>(() => Tensor.Zeros([30_000, 30_000])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Products_that_do_not_fit_name_shapes_axis_and_convention()
    {
        Assert.Equal(
            "MatMul multiplies [.., M, K] by [.., K, N], but got Float32[2, 3, 4] and Float32[5, 6]: K is 4 on the left and 5 on the right.",
            Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 3, 4]).MatMul(Tensor.Zeros([5, 6]))).Message);
        Assert.Contains("differ along axis -3: 2 and 3", Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 3, 4]).MatMul(Tensor.Zeros([3, 4, 6]))).Message, StringComparison.Ordinal);
        Assert.Contains("Unsqueeze", Assert.Throws<ShapeException>(() => Tensor.Zeros([3]).MatMul(Tensor.Zeros([3, 4]))).Message, StringComparison.Ordinal);
    }

    /// <summary>One head over 6 tokens of 8 features, with a residual connection and a normalization of each token.</summary>
    private static GraphBuilder Attention(GraphBuilder x)
    {
        GraphBuilder query = x.Project(4);
        GraphBuilder key = x.Project(4);
        GraphBuilder value = x.Project(8);
        return query.MatMul(key, transposed: true).Scale(0.5).Softmax().MatMul(value).Add(x).LayerNorm([-1]);
    }
}
