using Bantam.Deployment;
using Bantam.Formats;

namespace Bantam.Tests.Formats;

/// <summary>Quantized files run here byte for byte as TensorFlow Lite Micro ran them on an emulated Cortex-M4.</summary>
public sealed class TfliteGoldenTests
{
    [Theory]
    [InlineData("ad", "ad01_int8")]
    [InlineData("kws", "kws_ref_model")]
    [InlineData("resnet", "pretrainedResnet_quant")]
    [InlineData("vww", "vww_96_int8")]
    public void Every_layer_gives_the_bytes_of_TensorFlow_Lite_Micro(string golden, string file)
    {
        byte[] bytes = RealModels.Bytes($"mlperf-tiny/{file}");
        TfliteModel model = TfliteReader.Read(bytes);
        Plan plan = Lowering.Lower(TfliteFile.Read(bytes));
        Dictionary<string, byte[]> computed = [];

        byte[] before = RealModels.Data($"golden/{golden}/input_s1.bin");
        new PlanRuntime(plan).Run(RealModels.Codes($"golden/{golden}/input_s1.bin"), (step, output) => computed[plan.StepNames[step]] = output.ToArray());

        AssertLayers(golden, model, computed, before);
    }

    [Theory]
    [InlineData("ad", "ad01_int8")]
    [InlineData("kws", "kws_ref_model")]
    [InlineData("resnet", "pretrainedResnet_quant")]
    [InlineData("vww", "vww_96_int8")]
    public void Every_instruction_path_gives_the_bytes_of_TensorFlow_Lite_Micro_in_every_layer_and_output(string golden, string file)
    {
        byte[] bytes = RealModels.Bytes($"mlperf-tiny/{file}");
        TfliteModel model = TfliteReader.Read(bytes);
        Plan plan = Lowering.Lower(TfliteFile.Read(bytes));
        foreach (DotPath path in Enum.GetValues<DotPath>().Where(DotPaths.IsSupported))
        {
            Engine engine = Engine.Of(plan, new EngineOptions { Path = path });
            foreach (string seed in new[] { "s1", "s2" })
            {
                Dictionary<string, byte[]> computed = [];
                sbyte[] output = new sbyte[engine.OutputBytes];
                engine.Run(RealModels.Codes($"golden/{golden}/input_{seed}.bin"), output, (step, codes) => computed[plan.StepNames[step]] = codes.ToArray());
                Assert.Equal(RealModels.Codes($"golden/{golden}/output_{seed}.bin"), output);
                if (seed == "s1")
                {
                    AssertLayers(golden, model, computed, RealModels.Data($"golden/{golden}/input_s1.bin"));
                }
            }
        }
    }

    [Theory]
    [InlineData("ad", "ad01_int8")]
    [InlineData("kws", "kws_ref_model")]
    [InlineData("resnet", "pretrainedResnet_quant")]
    [InlineData("vww", "vww_96_int8")]
    public void Both_outputs_are_the_bytes_of_TensorFlow_Lite_Micro(string golden, string file)
    {
        PlanRuntime runtime = new(Lowering.Lower(TfliteFile.Read(RealModels.Bytes($"mlperf-tiny/{file}"))));

        foreach (string seed in new[] { "s1", "s2" })
        {
            Assert.Equal(RealModels.Codes($"golden/{golden}/output_{seed}.bin"), runtime.Run(RealModels.Codes($"golden/{golden}/input_{seed}.bin")).ToArray());
        }
    }

    private static void AssertLayers(string golden, TfliteModel model, Dictionary<string, byte[]> computed, byte[] before)
    {
        for (int i = 0; i < model.Operators.Length; i++)
        {
            TfliteOperator op = model.Operators[i];
            byte[] expected = RealModels.Data($"golden/{golden}/layer_{i:00}_s1.bin");
            byte[] actual = op.Code == TfliteOpcode.Reshape ? before : RealModels.Named(computed, model, op.Outputs[0]);

            Assert.True(expected.AsSpan().SequenceEqual(actual), $"Operator {i}, {op.Name}, differs first at byte {expected.AsSpan().CommonPrefixLength(actual)} of {expected.Length}.");
            before = actual;
        }
    }
}
