using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class ConvolutionVariantTests
{
    [Theory]
    [InlineData(227, 11, 4, 0, 55)] // AlexNet conv1
    [InlineData(224, 11, 4, 0, 54)] // 54.25
    [InlineData(224, 7, 2, 3, 112)]
    [InlineData(32, 3, 1, 1, 32)]
    [Trait("Ledger", "S044")]
    public void The_output_has_the_known_size(int input, int kernel, int stride, int padding, int expected)
    {
        Conv2d op = new() { Stride = stride, Padding = Padding.All(padding) };
        WindowGeometry g = op.Geometry([1, input, input, 1], [1, kernel, kernel, 1]);
        Assert.Equal((expected, expected), (g.OutputHeight, g.OutputWidth));
    }

    [Fact]
    [Trait("Ledger", "S044")]
    public void The_output_size_is_the_number_of_windows_that_fit()
    {
        RandomStream random = new(3, "shapes");
        for (int i = 0; i < 500; i++)
        {
            (int input, int kernel, int stride, int dilation) = (1 + random.NextInt32(40), 1 + random.NextInt32(6), 1 + random.NextInt32(4), 1 + random.NextInt32(3));
            (int before, int after) = (random.NextInt32(4), random.NextInt32(4));
            int windows = Enumerable.Range(0, 100).Count(w => (w * stride) + ((kernel - 1) * dilation) < input + before + after);
            Conv2d op = new() { Stride = new(stride, 1), Dilation = new(dilation, 1), Padding = new Padding { Mode = PaddingMode.Explicit, Top = before, Bottom = after } };
            if (windows == 0)
            {
                Assert.Throws<ShapeException>(() => op.Geometry([1, input, 1, 1], [1, kernel, 1, 1]));
                continue;
            }

            Assert.Equal(windows, op.Geometry([1, input, 1, 1], [1, kernel, 1, 1]).OutputHeight);
            Assert.Equal((input + stride - 1) / stride, (op with { Padding = Padding.Same }).Geometry([1, input, 1, 1], [1, kernel, 1, 1]).OutputHeight);
        }
    }

    [Fact]
    [Trait("Ledger", "S046")]
    public void A_dilated_window_of_3_reaches_over_5_pixels()
    {
        Tensor image = SampleTensors.Leaf([1, 9, 9, 1], new float[81]);
        Tensor y = new Conv2d { Dilation = 2 }.Apply(image, Tensor.Full([1, 3, 3, 1], 1f));
        Assert.Equal(new Shape(1, 5, 5, 1), y.Shape);
        y.Slice(1, 2, 1).Slice(2, 2, 1).Sum().Backward();
        int[] reached = [.. Enumerable.Range(0, 81).Where(i => image.Grad!.Span<float>()[i] != 0)];
        Assert.Equal(9, reached.Length);
        Assert.Equal(5, reached.Max(i => i / 9) - reached.Min(i => i / 9) + 1);
        Assert.Equal(5, reached.Max(i => i % 9) - reached.Min(i => i % 9) + 1);
    }

    [Fact]
    [Trait("Ledger", "S046")]
    public void A_transposed_convolution_is_the_transpose_of_the_convolution()
    {
        // ⟨y, conv(x)⟩ = ⟨transpose(y), x⟩
        Tensor weight = SampleTensors.ToFloat64(SampleTensors.Uniform([5, 3, 2, 4], 1));
        Tensor x = SampleTensors.ToFloat64(SampleTensors.Uniform([2, 8, 9, 4], 2));
        Padding padding = new() { Mode = PaddingMode.Explicit, Top = 1, Left = 1, Bottom = 0, Right = 1 };
        Tensor convolved = new Conv2d { Stride = new(2, 3), Padding = padding }.Apply(x, weight);
        Tensor y = SampleTensors.ToFloat64(SampleTensors.Uniform(convolved.Shape, 3));
        ConvTranspose2d transpose = new() { Stride = new(2, 3), Padding = padding };
        int height = transpose.Infer([y.Type, weight.Type]).Shape[1];
        int width = transpose.Infer([y.Type, weight.Type]).Shape[2];
        transpose = transpose with { OutputPadding = new(8 - height, 9 - width) };
        Assert.Equal(x.Shape, transpose.Infer([y.Type, weight.Type]).Shape);
        Assert.Equal((y * convolved).Sum().Item<double>(), (transpose.Apply(y, weight) * x).Sum().Item<double>(), 1e-10);
    }

    [Fact]
    [Trait("Ledger", "S047")]
    public void Groups_are_separate_convolutions_joined()
    {
        Tensor x = SampleTensors.ToFloat64(SampleTensors.Uniform([2, 5, 6, 8], 1));
        Tensor weight = SampleTensors.ToFloat64(SampleTensors.Uniform([12, 3, 3, 2], 2));
        Conv2d grouped = new() { Groups = 4, Padding = Padding.Same };
        Tensor[] joined = [.. x.Split(-1, 2, 2, 2, 2).Zip(weight.Split(0, 3, 3, 3, 3), (part, filters) => new Conv2d { Padding = Padding.Same }.Apply(part, filters))];
        double[] expected = new Concat().Apply(joined).ToArray<double>();
        Assert.Equal(expected, grouped.Apply(x, weight).ToArray<double>());
        SampleTensors.AssertNear(expected, grouped.Apply(SampleTensors.ToFloat32(x), SampleTensors.ToFloat32(weight)), 1e-5);
    }

    [Fact]
    [Trait("Ledger", "S047")]
    public void Groups_divide_weights_and_macs()
    {
        Graph plain = Graph.Create([8, 8, 64], x => x.Conv2d(64, 3, bias: false));
        Graph grouped = Graph.Create([8, 8, 64], x => x.Conv2d(64, 3, new Conv2d { Groups = 4, Padding = Padding.Same }, bias: false));
        Assert.Equal(36_864, plain.ParameterCount);
        Assert.Equal(9_216, grouped.ParameterCount);
        Assert.Equal(plain.Nodes[0].Cost.Macs, 4 * grouped.Nodes[0].Cost.Macs);
        ShapeException fault = Assert.Throws<ShapeException>(() => Graph.Create([8, 8, 6], x => x.Conv2d(8, 3, new Conv2d { Groups = 4 })));
        Assert.Contains("6 channels", fault.Message, StringComparison.Ordinal);
        Assert.Contains("OHWI", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ledger", "S047")]
    public void As_many_groups_as_channels_are_a_depthwise_convolution()
    {
        Tensor x = SampleTensors.Uniform([2, 6, 5, 3], 1);
        Tensor weight = SampleTensors.Uniform([6, 3, 3, 1], 2);
        Tensor grouped = new Conv2d { Groups = 3, Stride = 2 }.Apply(x, weight);
        Tensor depthwise = new DepthwiseConv2d { Multiplier = 2, Stride = 2 }.Apply(x, weight.Permute([3, 1, 2, 0]));
        SampleTensors.AssertNear(SampleTensors.ToFloat64(depthwise).ToArray<double>(), grouped, 1e-6);
    }

    [Fact]
    [Trait("Ledger", "S063")]
    public void A_1x1_convolution_is_a_dense_layer_for_each_pixel()
    {
        Tensor x = SampleTensors.Uniform([2, 7, 7, 20], 1);
        Tensor weight = SampleTensors.Uniform([6, 20], 2);
        float[] perPixel = new Dense().Apply(x.Reshape([98, 20]), weight).ToArray<float>();
        Assert.Equal(perPixel, new Conv2d().Apply(x, weight.Reshape([6, 1, 1, 20])).ToArray<float>());

        Graph net = Graph.Create([28, 28, 192], x => x.Conv2d(16, 1, bias: false));
        Assert.Equal(3_072, net.ParameterCount);
        Assert.Equal(2_408_448, net.Nodes[0].Cost.Macs);
    }

    [Fact]
    [Trait("Ledger", "S041")]
    public void A_convolution_is_a_sparse_matrix_with_shared_weights()
    {
        Assert.Equal(614_656, Graph.Create([784], x => x.Dense(784, bias: false)).ParameterCount);
        Assert.Equal(9, Graph.Create([28, 28, 1], x => x.Conv2d(1, 3, bias: false)).ParameterCount);

        // Column j of the equivalent matrix is the image of the j-th unit vector, so all columns come from one batch.
        Tensor weight = SampleTensors.Uniform([1, 3, 3, 1]);
        Conv2d op = new() { Padding = Padding.Same };
        Tensor units = Tensor.Zeros([36, 6, 6, 1]);
        for (int i = 0; i < 36; i++)
        {
            units.Span<float>()[(36 * i) + i] = 1;
        }

        Tensor matrix = op.Apply(units, weight).Reshape([36, 36]).Transpose();
        Tensor x = SampleTensors.Uniform([1, 6, 6, 1], 2);
        SampleTensors.AssertNear(SampleTensors.ToFloat64(op.Apply(x, weight)).ToArray<double>(), matrix.MatMul(x.Reshape([36, 1])), 1e-6);
        Assert.Equal((16 * 9) + (4 * 4 * 6) + (4 * 4), matrix.ToArray<float>().Count(value => value != 0));
        Assert.Equal(9, matrix.ToArray<float>().Where(value => value != 0).Distinct().Count());
    }

    [Fact]
    [Trait("Ledger", "S041")]
    public void A_shifted_image_gives_a_shifted_map()
    {
        Tensor image = SampleTensors.Uniform([1, 10, 10, 1], 3);
        Tensor weight = SampleTensors.Uniform([1, 3, 3, 1], 4);
        Tensor shifted = image.Pad([0, 1, 2, 0], [0, 0, 0, 0]).Slice(1, 0, 10).Slice(2, 0, 10);
        float[] there = new Conv2d().Apply(shifted, weight).Slice(1, 1, 7).Slice(2, 2, 6).ToArray<float>();
        Assert.Equal(new Conv2d().Apply(image, weight).Slice(1, 0, 7).Slice(2, 0, 6).ToArray<float>(), there);
    }

    [Fact]
    public void Series_and_images_of_one_row_are_convolved_alike()
    {
        Graph net = Graph.Create([9, 4], x => x.Conv1d(5, 3, stride: 2));
        Assert.Equal(new Shape(5, 5), net.Output.SampleShape);
        Tensor series = SampleTensors.Uniform([2, 9, 4]);
        Tensor weight = net.Values[net.Parameters[0]];
        Tensor image = new Conv2d { Stride = new(1, 2), Padding = Padding.Same }.Apply(series.Reshape([2, 1, 9, 4]), weight);
        Assert.Equal(image.ToArray<float>(), net.Run(series).ToArray<float>());
        Assert.Contains("[steps, channels]", Assert.Throws<ShapeException>(() => Graph.Create([9], x => x.Conv1d(5, 3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_and_paddings_that_make_no_sense_are_refused()
    {
        TensorType image = new(ElementType.Float32, [1, 4, 4, 2]);
        TensorType weight = new(ElementType.Float32, [3, 3, 3, 2]);
        Assert.Contains("dilated to 7x7", Assert.Throws<ShapeException>(() => new Conv2d { Dilation = 3 }.Infer([image, weight])).Message, StringComparison.Ordinal);
        Assert.Contains("dilation 0x0", Assert.Throws<ShapeException>(() => new Conv2d { Dilation = 0 }.Infer([image, weight])).Message, StringComparison.Ordinal);
        Assert.Contains("fewer than", Assert.Throws<ShapeException>(() => new Conv2d { Dilation = int.MaxValue }.Infer([image, weight])).Message, StringComparison.Ordinal);
        Assert.Contains("0 groups", Assert.Throws<ShapeException>(() => new Conv2d { Groups = 0 }.Infer([image, weight])).Message, StringComparison.Ordinal);
        Assert.Contains("multiplier 2", Assert.Throws<ShapeException>(() => new DepthwiseConv2d { Multiplier = 2 }.Infer([image, new(ElementType.Float32, [1, 3, 3, 2])])).Message, StringComparison.Ordinal);
        Assert.Contains("below its stride", Assert.Throws<ShapeException>(() => new ConvTranspose2d { OutputPadding = 1 }.Infer([image, new(ElementType.Float32, [2, 3, 3, 1])])).Message, StringComparison.Ordinal);
        Assert.Contains("leaves nothing", Assert.Throws<ShapeException>(() => new ConvTranspose2d { Padding = Padding.All(3) }.Infer([image, new(ElementType.Float32, [2, 3, 3, 1])])).Message, StringComparison.Ordinal);
    }
}
