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

        sbyte[] scores = runtime.Run(bitmap.AsSpan(bitmap.Length - runtime.Input.Length)).ToArray();

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
}
