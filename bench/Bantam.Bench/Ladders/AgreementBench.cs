using System.Globalization;
using Bantam.Deployment;
using Bantam.Formats;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Bench;

/// <summary>A quantized network as a plan against its QDQ file in ONNX Runtime, on every sample of a test set: how often both name the same class.</summary>
/// <remarks>Both read the same codes, and their outputs are compared as codes. Nothing is timed.</remarks>
internal static class AgreementBench
{
    /// <summary>The name of the bench.</summary>
    public const string Name = "agreement";

    private const int Batch = 100;

    private static readonly OnnxQuantizers[] s_forms = [OnnxQuantizers.Int8, OnnxQuantizers.UInt8];

    public static void Run(BenchRun run)
    {
        Graph graph = ModelFiles.Load(run.Options.File);
        Dataset data = DatasetCatalog.Load(run.Options.Data).Test;
        data = data.WithPreprocessing(Preprocessing.Parse(graph.Preprocessing));
        sbyte[] inputs = Codes(Lowering.Lower(graph), data);
        OnnxRuntimePeer.Load();
        foreach (OnnxQuantizers form in s_forms)
        {
            Plan plan = Lowering.Lower(graph);
            sbyte[] theirs = Peer(graph, form, plan, inputs, run.Options.Threads);
            foreach (RoundingProfile rounding in Enum.GetValues<RoundingProfile>())
            {
                Plan ours = Lowering.Lower(graph, rounding);
                run.Add(Row($"{Path.GetFileName(run.Options.File)}/{form}/{rounding}", PlanSamples.Run(ours, inputs).Outputs, theirs, ours.Output.Bytes, run.Options.Threads));
            }
        }
    }

    private static BenchRow Row(string name, sbyte[] ours, sbyte[] theirs, int classes, int threads)
    {
        int samples = theirs.Length / classes;
        int equal = Enumerable.Range(0, samples).Count(sample => Best(ours, sample * classes, classes) == Best(theirs, sample * classes, classes));
        int[] differences = [.. theirs.Select((code, i) => Math.Abs(code - ours[i]))];
        return new BenchRow(name, threads, "% equal", 100.0 * equal / samples, null, OnnxRuntimePeer.Name, null, null)
        {
            Status = RowStatus.Alone,
            Reason = string.Create(CultureInfo.InvariantCulture, $"{samples - equal} of {samples} classes and {differences.Count(difference => difference > 0)} of {theirs.Length} output bytes differ, by at most {differences.Max()}"),
        };
    }

    private static sbyte[] Codes(Plan plan, Dataset data)
    {
        sbyte[] codes = new sbyte[data.Count * plan.Input.Bytes];
        float[] sample = new float[data.InputShape.Count];
        for (int i = 0; i < data.Count; i++)
        {
            data.CopyInput(i, sample);
            QuantizeInt8.FromFloat(plan.Input.Parameters, plan.Rounding, sample, codes.AsSpan(i * plan.Input.Bytes, plan.Input.Bytes));
        }

        return codes;
    }

    /// <summary>The codes of the outputs of ONNX Runtime.</summary>
    private static sbyte[] Peer(Graph graph, OnnxQuantizers form, Plan plan, sbyte[] inputs, int threads)
    {
        byte[] file = OnnxFile.Write(graph, new OnnxExportOptions { Quantizers = form });
        (QuantizationParameters input, QuantizationParameters output) = (plan.Input.Parameters, plan.Output.Parameters);
        int samples = inputs.Length / plan.Input.Bytes;
        int batch = samples % Batch == 0 ? Batch : 1;
        Tensor images = Tensor.Zeros(graph.Input.SampleShape.WithBatch(batch));
        using OnnxRuntimePeer peer = OnnxRuntimePeer.OfBytes(file, images, batch * plan.Output.Bytes, threads);
        List<sbyte> codes = [];
        for (int start = 0; start < inputs.Length; start += batch * plan.Input.Bytes)
        {
            Span<float> real = images.Span<float>();
            for (int i = 0; i < real.Length; i++)
            {
                real[i] = input.Dequantize(inputs[start + i]);
            }

            peer.Read(images);
            peer.Run();
            codes.AddRange(peer.Output.Select(value => (sbyte)output.Quantize(value)));
        }

        return [.. codes];
    }

    private static int Best(sbyte[] codes, int start, int count)
    {
        int best = 0;
        for (int i = 1; i < count; i++)
        {
            best = codes[start + i] > codes[start + best] ? i : best;
        }

        return best;
    }
}
