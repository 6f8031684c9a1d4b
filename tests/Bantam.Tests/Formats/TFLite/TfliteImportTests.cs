using Bantam.Deployment;
using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Tests.Formats;

/// <summary>What published files become.</summary>
public sealed class TfliteImportTests
{
    public static TheoryData<string> Loadable { get; } = [.. RealModels.Names.Where(name => !name.Contains("audio", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Loadable))]
    public void Every_published_model_loads_and_runs(string name)
    {
        Graph graph = TfliteFile.Read(RealModels.Bytes(name));

        Tensor output = graph.Run(Tensor.Zeros(graph.Input.SampleShape.WithBatch(1)));

        Assert.Equal(graph.Output.Type.Shape, output.Shape);
        Assert.All(output.ToArray<float>(), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData("mlperf-tiny/pretrainedResnet", 77_706, 12_501_632)]
    [InlineData("mlperf-tiny/pretrainedResnet_quant", 77_706, 12_501_632)]
    [InlineData("mlperf-tiny/kws_ref_model", 22_604, 2_656_768)]
    [InlineData("mlperf-tiny/vww_96_int8", 210_850, 7_489_664)]
    [InlineData("mlperf-tiny/ad01_int8", 265_864, 264_192)]
    [InlineData("tflite-micro/hello_world_int8", 321, 288)]
    [InlineData("tflite-micro/person_detect", 210_706, 7_157_888)]
    public void Parameters_and_multiplications_are_those_of_the_model(string name, long parameters, long macs)
    {
        Graph graph = TfliteFile.Read(RealModels.Bytes(name));

        Assert.Equal(parameters, graph.ParameterCount);
        Assert.Equal(macs, graph.Nodes.Sum(node => node.Cost.Macs));
    }

    [Theory]
    [InlineData("tflite-micro/audio_preprocessor_int8")]
    [InlineData("tflite-micro/audio_preprocessor_float")]
    public void A_custom_operator_is_refused_by_name_and_position(string name)
    {
        byte[] bytes = RealModels.Bytes(name);
        UnsupportedException fault = Assert.Throws<UnsupportedException>(() => TfliteFile.Read(bytes));

        Assert.Matches("tensor \\d+|Operator \\d+", fault.Message);
    }

    [Fact]
    public void The_sine_network_follows_the_sine()
    {
        Graph graph = TfliteFile.Read(RealModels.Bytes("tflite-micro/hello_world_float"));
        float[] angles = [.. Enumerable.Range(0, 629).Select(step => step / 100f)];

        float[] values = graph.Run(Tensor.From<float>([angles.Length, 1], angles)).ToArray<float>();

        Assert.Equal(0.0501, values.Zip(angles, (value, angle) => Math.Abs(value - Math.Sin(angle))).Max(), 1e-4);
    }

    [Theory]
    [InlineData("person", -113, 113)]
    [InlineData("no_person", 59, -59)]
    public void The_person_network_tells_the_published_pictures_apart(string picture, int no, int yes)
    {
        PlanRuntime runtime = new(Lowering.Lower(TfliteFile.Read(RealModels.Bytes("tflite-micro/person_detect"))));
        sbyte[] bitmap = RealModels.Codes($"models/tflite/tflite-micro/testdata/{picture}.bmp");

        // A bitmap holds its lowest row first.
        sbyte[] pixels = [.. bitmap[^(96 * 96)..].Chunk(96).Reverse().SelectMany(row => row)];
        sbyte[] scores = runtime.Run(pixels).ToArray();

        Assert.InRange(scores[0], no - 6, no + 6);
        Assert.InRange(scores[1], yes - 6, yes + 6);
    }

    [Fact]
    public void A_depthwise_convolution_with_eight_filters_for_a_channel_runs_in_integers()
    {
        PlanRuntime runtime = new(Lowering.Lower(TfliteFile.Read(RealModels.Bytes("tflite-micro/micro_speech_quantized"))));

        Assert.Equal(4, runtime.Run(new sbyte[1960]).Length);
    }

    [Fact]
    public void Quantized_weights_and_biases_stay_the_integers_of_the_file()
    {
        byte[] bytes = RealModels.Bytes("mlperf-tiny/kws_ref_model");
        TfliteModel model = TfliteReader.Read(bytes);
        Graph graph = TfliteFile.Read(bytes);
        Dictionary<string, Parameter> parameters = graph.Parameters.ToDictionary(parameter => parameter.Name);

        for (int i = 0; i < model.Tensors.Length; i++)
        {
            TfliteTensor tensor = model.Tensors[i];
            if (!tensor.IsConstant || tensor.Quantization is null)
            {
                continue;
            }

            Parameter parameter = RealModels.Named(parameters, model, i);
            byte[] stored = tensor.Type == TfliteType.Int8
                ? [.. graph.Values[parameter].ToArray<sbyte>().Select(code => (byte)code)]
                : [.. graph.Values[parameter].ToArray<int>().SelectMany(BitConverter.GetBytes)];
            Assert.Equal(tensor.Data.ToArray(), stored);
        }
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, new[] { 1, 2, 2 })]
    [InlineData(new[] { 2, 3 }, new[] { 2, 2 })]
    [InlineData(new[] { 1, 6 }, new[] { 2, 2 })]
    public void A_dense_layer_cuts_its_input_into_rows(int[] input, int[] output)
    {
        float[] weights = [1, 2, 3, 4, 5, 6];
        TfliteModel model = OneOperator(
            new TfliteOperator { Code = TfliteOpcode.FullyConnected, Inputs = [0, 1], Outputs = [2], Options = new TfliteFullyConnectedOptions(TfliteActivation.None, KeepsAxes: output.Length == 3) },
            Activation("x", input),
            Constant("w", TfliteType.Float32, [2, 3], [.. weights.SelectMany(BitConverter.GetBytes)]),
            Activation("y", output));

        Graph graph = TfliteFile.Read(TfliteWriter.Write(model));

        Assert.Equal([14, 32, 32, 77], graph.Run([Tensor.From<float>(new Shape(input), [1, 2, 3, 4, 5, 6])])[0].ToArray<float>());
    }

    [Fact]
    public void Weights_of_16_bit_floats_become_32_bit_floats()
    {
        byte[] halves = [.. new[] { 1.5f, -2, 0.1f }.SelectMany(value => BitConverter.GetBytes((Half)value))];
        TfliteModel model = OneOperator(
            new TfliteOperator { Code = TfliteOpcode.Dequantize, Inputs = [1], Outputs = [3] },
            Activation("x", [1, 3]),
            Constant("half", TfliteType.Float16, [3], halves),
            Activation("y", [1, 3]),
            Activation("full", [3]));
        model = model with { Operators = [.. model.Operators, new TfliteOperator { Code = TfliteOpcode.Mul, Inputs = [0, 3], Outputs = [2], Options = new TfliteArithmeticOptions(TfliteActivation.None) }] };

        Graph graph = TfliteFile.Read(TfliteWriter.Write(model));

        Assert.Equal([1.5f, -2, (float)(Half)0.1f], graph.Run(Tensor.From<float>([1, 3], [1, 1, 1])).ToArray<float>());
        Assert.True(graph.Parameters.Single().IsTrainable);
    }

    [Fact]
    public void Weights_of_4_bits_are_unpacked_low_half_first_and_packed_again()
    {
        TfliteQuantization codes = new([0.5f], [0], 0);
        TfliteModel model = OneOperator(
            new TfliteOperator { Code = TfliteOpcode.FullyConnected, Inputs = [0, 1], Outputs = [2], Options = new TfliteFullyConnectedOptions(TfliteActivation.None) },
            Activation("x", [1, 3]) with { Type = TfliteType.Int8, Quantization = codes },
            Constant("w", TfliteType.Int4, [1, 3], [0x8F, 0x07]) with { Quantization = codes },
            Activation("y", [1, 1]) with { Type = TfliteType.Int8, Quantization = codes });

        Graph graph = TfliteFile.Read(TfliteWriter.Write(model));

        Parameter weights = graph.Parameters.Single();
        Assert.Equal([-1, -8, 7], graph.Values[weights].ToArray<sbyte>());
        TfliteTensor written = TfliteReader.Read(TfliteFile.Write(graph)).Tensors.Single(tensor => tensor.Type == TfliteType.Int4);
        Assert.Equal([0x8F, 0x07], written.Data.ToArray());
    }

    [Fact]
    public void A_graph_may_have_several_inputs_and_outputs()
    {
        TfliteModel model = OneOperator(
            new TfliteOperator { Code = TfliteOpcode.Split, Inputs = [3, 0], Outputs = [2, 4], Options = new TfliteSplitOptions(2) },
            Activation("x", [1, 4]),
            Activation("other", [1, 2]),
            Activation("first", [1, 2]),
            Constant("axis", TfliteType.Int32, [1], BitConverter.GetBytes(1)),
            Activation("second", [1, 2]),
            Activation("sum", [1, 2]));
        model = model with
        {
            Inputs = [0, 1],
            Outputs = [2, 5],
            Operators = [.. model.Operators, new TfliteOperator { Code = TfliteOpcode.Add, Inputs = [1, 4], Outputs = [5], Options = new TfliteArithmeticOptions(TfliteActivation.Relu) }],
        };

        Graph graph = TfliteFile.Read(TfliteWriter.Write(model));
        Tensor[] inputs = [Tensor.From<float>([1, 4], [1, 2, 3, 4]), Tensor.From<float>([1, 2], [10, -20])];

        foreach (Graph read in new[] { graph, TfliteFile.Read(TfliteFile.Write(graph)) })
        {
            Tensor[] outputs = read.Run(inputs);
            Assert.Equal([1, 2], outputs[0].ToArray<float>());
            Assert.Equal([13, 0], outputs[1].ToArray<float>());
        }
    }

    /// <summary>A model of one operator; tensor 0 is its input, tensor 2 its output.</summary>
    private static TfliteModel OneOperator(TfliteOperator op, params TfliteTensor[] tensors) =>
        new() { Tensors = [.. tensors], Operators = [op], Inputs = [0], Outputs = [2] };

    private static TfliteTensor Activation(string name, int[] shape) => new() { Name = name, Type = TfliteType.Float32, Shape = [.. shape] };

    private static TfliteTensor Constant(string name, TfliteType type, int[] shape, byte[] data) => new() { Name = name, Type = type, Shape = [.. shape], Data = data };
}
