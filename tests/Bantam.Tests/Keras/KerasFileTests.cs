using Bantam.Fuzz;
using Bantam.Keras;
using Bantam.Model;
using Bantam.Tests.Formats;

namespace Bantam.Tests.Keras;

public sealed class KerasFileTests
{
    [Fact]
    public void A_sequential_network_is_read_with_its_weights()
    {
        Graph graph = KerasFile.Read(KerasSeeds.Sequential());

        Assert.Equal(["conv2d", "batch_normalization", "flatten", "dense", "dense.activation"], graph.Nodes.Select(node => node.Name));
        Assert.Equal((new Shape(4, 4, 1), new Shape(3)), (graph.Input.SampleShape, graph.Output.SampleShape));
        Assert.Equal(20 + 4 + 27, graph.ParameterCount);
        BatchNorm normalization = Assert.IsType<BatchNorm>(graph.Nodes[1].Op);
        Assert.Equal(1e-3, normalization.Epsilon);
        Assert.Equal(0.01, normalization.Momentum, 1e-9);
        Assert.Equal(1f, graph.Run(Tensor.Full([1, 4, 4, 1], 0.5f)).ToArray<float>().Sum(), 1e-5f);
    }

    [Fact]
    public void A_functional_network_of_branches_computes_what_its_formula_says()
    {
        Graph graph = KerasFile.Read(KerasSeeds.Functional());
        float[] kernel = KerasSeeds.Weight("kernel", 4, 3).Values;
        float[] bias = KerasSeeds.Weight("bias", 3).Values;
        float[] x = [1, 2, -1, 0.5f];
        float[] dense = [.. Enumerable.Range(0, 3).Select(o => bias[o] + Enumerable.Range(0, 4).Sum(i => x[i] * kernel[(i * 3) + o]))];

        Assert.Equal(dense.Select(y => Math.Max(y, 0) + y), graph.Run(Tensor.From<float>([1, 4], x)).ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Kernels_change_from_input_first_to_output_first()
    {
        Graph graph = Read(
            """{"class_name": "Conv2D", "config": {"name": "c", "filters": 2, "kernel_size": [1, 2], "padding": "same", "use_bias": false, "batch_input_shape": [null, 3, 3, 2]}}""",
            new KerasFileWriter().Add("c", new KerasWeight("kernel", [1, 2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])));

        Assert.Equal("Float32[2, 1, 2, 2] 1 3 5 7 2 4 6 8", TensorText.Of(graph.Values[graph.Parameters[0]]));
    }

    [Theory]
    [InlineData("""{"class_name": "DepthwiseConv2D", "config": {"name": "d", "kernel_size": [2, 2], "depth_multiplier": 2, "use_bias": false, "batch_input_shape": [null, 4, 4, 2]}}""", "depthwise_kernel:2,2,2,2", "[3, 3, 4]")]
    [InlineData("""{"class_name": "DepthwiseConv2D", "config": {"name": "d", "kernel_size": [2, 2], "dilation_rate": [2, 2], "use_bias": false, "batch_input_shape": [null, 4, 4, 2]}}""", "depthwise_kernel:2,2,2,1", "[2, 2, 2]")]
    [InlineData("""{"class_name": "SeparableConv2D", "config": {"name": "d", "filters": 5, "kernel_size": [3, 3], "padding": "same", "strides": [2, 2], "batch_input_shape": [null, 4, 4, 2]}}""", "depthwise_kernel:3,3,2,1;pointwise_kernel:1,1,2,5;bias:5", "[2, 2, 5]")]
    [InlineData("""{"class_name": "Conv1D", "config": {"name": "d", "filters": 3, "kernel_size": [3], "padding": "causal", "batch_input_shape": [null, 6, 2]}}""", "kernel:3,2,3;bias:3", "[6, 3]")]
    [InlineData("""{"class_name": "MaxPooling2D", "config": {"name": "d", "pool_size": [2, 2], "strides": null, "batch_input_shape": [null, 4, 4, 2]}}""", "", "[2, 2, 2]")]
    [InlineData("""{"class_name": "AveragePooling2D", "config": {"name": "d", "pool_size": [3, 3], "strides": [1, 1], "padding": "same", "batch_input_shape": [null, 4, 4, 2]}}""", "", "[4, 4, 2]")]
    [InlineData("""{"class_name": "GlobalAveragePooling2D", "config": {"name": "d", "keepdims": true, "batch_input_shape": [null, 4, 4, 2]}}""", "", "[1, 1, 2]")]
    [InlineData("""{"class_name": "GlobalMaxPooling2D", "config": {"name": "d", "batch_input_shape": [null, 4, 4, 2]}}""", "", "[2]")]
    [InlineData("""{"class_name": "ZeroPadding2D", "config": {"name": "d", "padding": [[1, 0], [2, 3]], "batch_input_shape": [null, 4, 4, 2]}}""", "", "[5, 9, 2]")]
    [InlineData("""{"class_name": "Reshape", "config": {"name": "d", "target_shape": [2, -1], "batch_input_shape": [null, 4, 4, 2]}}""", "", "[2, 16]")]
    [InlineData("""{"class_name": "Permute", "config": {"name": "d", "dims": [3, 1, 2], "batch_input_shape": [null, 4, 5, 2]}}""", "", "[2, 4, 5]")]
    [InlineData("""{"class_name": "Dropout", "config": {"name": "d", "rate": 0.25, "batch_input_shape": [null, 7]}}""", "", "[7]")]
    [InlineData("""{"class_name": "ReLU", "config": {"name": "d", "max_value": 6.0, "batch_input_shape": [null, 7]}}""", "", "[7]")]
    [InlineData("""{"class_name": "LeakyReLU", "config": {"name": "d", "alpha": 0.1, "batch_input_shape": [null, 7]}}""", "", "[7]")]
    [InlineData("""{"class_name": "Softmax", "config": {"name": "d", "axis": -1, "batch_input_shape": [null, 7]}}""", "", "[7]")]
    [InlineData("""{"class_name": "Activation", "config": {"name": "d", "activation": "swish", "batch_input_shape": [null, 7]}}""", "", "[7]")]
    [InlineData("""{"class_name": "Rescaling", "config": {"name": "d", "scale": 0.00392156862745098, "offset": 0.0, "batch_input_shape": [null, 7]}}""", "", "[7]")]
    public void A_layer_has_the_shape_that_Keras_gives_it(string layer, string weights, string shape)
    {
        KerasWeight[] tensors = [.. weights.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(':')).Select(parts => KerasSeeds.Weight(parts[0], [.. parts[1].Split(',').Select(n => int.Parse(n, System.Globalization.CultureInfo.InvariantCulture))]))];
        Graph graph = Read(layer, new KerasFileWriter().Add("d", tensors));

        Assert.Equal(shape, graph.Output.SampleShape.ToString());
        Assert.Equal(graph.Output.SampleShape.Count, graph.Run(Tensor.Full(graph.Input.Type.Shape, 0.5f)).Count);
    }

    [Theory]
    [InlineData("""{"class_name": "Lambda", "config": {"name": "d", "function": ["4wEAAA", null, null], "batch_input_shape": [null, 7]}}""", "Layer 'd' (Lambda) is of a class that is not supported")]
    [InlineData("""{"class_name": "LSTM", "config": {"name": "d", "units": 4, "batch_input_shape": [null, 7, 2]}}""", "Layer 'd' (LSTM)")]
    [InlineData("""{"class_name": "Flatten", "config": {"name": "d", "data_format": "channels_first", "batch_input_shape": [null, 7, 2]}}""", "channels first")]
    [InlineData("""{"class_name": "Flatten", "config": {"name": "d", "batch_input_shape": [null, null, 2]}}""", "leaves an axis of its input open")]
    [InlineData("""{"class_name": "Activation", "config": {"name": "d", "activation": "gelu", "batch_input_shape": [null, 7]}}""", "activation 'gelu'")]
    [InlineData("""{"class_name": "Dense", "config": {"name": "d", "units": 4, "batch_input_shape": [null, 7, 2]}}""", "one axis only")]
    public void What_is_not_supported_is_named(string layer, string reason) =>
        Assert.Contains(reason, Assert.Throws<UnsupportedException>(() => Read(layer, new KerasFileWriter().Add("d"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"class_name": "Dense", "config": {"name": "d", "units": 4, "batch_input_shape": [null, 7]}}""", "needs a weight 'kernel' of shape [7, 4], but the file has only none")]
    [InlineData("""{"class_name": "Reshape", "config": {"name": "d", "target_shape": [3, 3], "batch_input_shape": [null, 7]}}""", "do not fit together")]
    [InlineData("""{"class_name": "Flatten", "config": {"batch_input_shape": [null, 7]}}""", "has no name")]
    [InlineData("""{"class_name": "MaxPooling2D", "config": {"name": "d", "pool_size": [0, -1], "batch_input_shape": [null, 4, 4, 1]}}""", "do not fit together")]
    [InlineData("""{"class_name": "Flatten", "config": []}""", "has no name")]
    public void A_broken_description_is_refused_with_the_reason(string layer, string reason) =>
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => Read(layer, new KerasFileWriter().Add("d"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Weights_alone_are_read_as_tensors_and_are_no_network()
    {
        using TemporaryFolder folder = new();
        string path = folder.PathOf("weights.h5");
        File.WriteAllBytes(path, new KerasFileWriter().Add("dense", KerasSeeds.Weight("kernel", 2, 2), KerasSeeds.Weight("bias", 2)).Add("flatten").Write(config: null));

        Assert.Equal(["dense/kernel", "dense/bias"], KerasFile.LoadWeights(path).Select(tensor => tensor.Name));
        Assert.Contains("model.save_weights", Assert.Throws<UnsupportedException>(() => KerasFile.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_HDF5_file_is_refused()
    {
        byte[] file = KerasSeeds.Sequential();
        Assert.Throws<ModelFormatException>(() => KerasFile.Read([]));
        Assert.Throws<ModelFormatException>(() => KerasFile.Read(file[..64]));
        Assert.Throws<ModelFormatException>(() => KerasFile.Read(new byte[4096]));
    }

    private static Graph Read(string layer, KerasFileWriter weights) =>
        KerasFile.Read(weights.Write($$$"""{"class_name": "Sequential", "config": {"name": "s", "layers": [{{{layer}}}]}}"""));
}
