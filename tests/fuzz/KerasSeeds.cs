namespace Bantam.Fuzz;

/// <summary>Small networks as Keras saves them.</summary>
internal static class KerasSeeds
{
    /// <summary>A convolution, a normalization and a dense layer in a row, as Keras 2 describes them.</summary>
    public static byte[] Sequential() => new KerasFileWriter()
        .Add("conv2d", Weight("kernel", 3, 3, 1, 2), Weight("bias", 2))
        .Add("batch_normalization", Weight("gamma", 2), Weight("beta", 2), Weight("moving_mean", 2), Positive("moving_variance", 2))
        .Add("flatten")
        .Add("dense", Weight("kernel", 8, 3), Weight("bias", 3))
        .Write("""
            {"class_name": "Sequential", "config": {"name": "sequential", "layers": [
              {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 4, 4, 1], "dtype": "float32", "sparse": false, "ragged": false, "name": "conv2d_input"}},
              {"class_name": "Conv2D", "config": {"name": "conv2d", "trainable": true, "filters": 2, "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid",
                "data_format": "channels_last", "dilation_rate": [1, 1], "groups": 1, "activation": "linear", "use_bias": true}},
              {"class_name": "BatchNormalization", "config": {"name": "batch_normalization", "axis": [3], "momentum": 0.99, "epsilon": 0.001, "center": true, "scale": true}},
              {"class_name": "Flatten", "config": {"name": "flatten", "data_format": "channels_last"}},
              {"class_name": "Dense", "config": {"name": "dense", "units": 3, "activation": "softmax", "use_bias": true}}]}, "keras_version": "2.11.0", "backend": "tensorflow"}
            """);

    /// <summary>Two branches that are added, as Keras 3 describes them.</summary>
    public static byte[] Functional() => new KerasFileWriter()
        .Add("input_layer")
        .Add("left", Weight("kernel", 4, 3), Weight("bias", 3))
        .Add("right", Weight("kernel", 4, 3), Weight("bias", 3))
        .Add("add")
        .Write($$$"""
            {"class_name": "Functional", "config": {"name": "functional", "trainable": true, "layers": [
              {"class_name": "InputLayer", "config": {"batch_shape": [null, 4], "dtype": "float32", "name": "input_layer"}, "name": "input_layer", "inbound_nodes": []},
              {"class_name": "Dense", "config": {"name": "left", "units": 3, "activation": "relu", "use_bias": true}, "name": "left", "inbound_nodes": [{"args": [{{{Tensor("input_layer")}}}], "kwargs": {}}]},
              {"class_name": "Dense", "config": {"name": "right", "units": 3, "activation": "linear", "use_bias": true}, "name": "right", "inbound_nodes": [{"args": [{{{Tensor("input_layer")}}}], "kwargs": {}}]},
              {"class_name": "Add", "config": {"name": "add", "trainable": true}, "name": "add", "inbound_nodes": [{"args": [[{{{Tensor("left")}}}, {{{Tensor("right")}}}]], "kwargs": {}}]}],
              "input_layers": ["input_layer", 0, 0], "output_layers": ["add", 0, 0]}}
            """);

    /// <summary>A weight whose values are small and no two the same.</summary>
    public static KerasWeight Weight(string name, params int[] lengths) =>
        new(name, lengths, [.. Enumerable.Range(0, lengths.Aggregate(1, (product, length) => product * length)).Select(i => ((i * 37 % 41) - 20) / 32f)]);

    /// <summary>A weight whose values are positive: variances.</summary>
    public static KerasWeight Positive(string name, int length) => new(name, [length], [.. Enumerable.Range(1, length).Select(i => i / 4f)]);

    private static string Tensor(string layer) =>
        $$$"""{"class_name": "__keras_tensor__", "config": {"shape": [null, 4], "dtype": "float32", "keras_history": ["{{{layer}}}", 0, 0]}}""";
}
