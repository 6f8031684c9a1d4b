using System.IO.Compression;
using Bantam.Deployment;
using Bantam.Formats;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Formats;

/// <summary>Imported networks reach the accuracy that an independent evaluator measured on the same files.</summary>
public sealed class TfliteAccuracyTests
{
    private const int Pixels = 32 * 32;
    private const int Record = 1 + (3 * Pixels);

    [Fact]
    public void The_float_residual_network_names_174_of_the_200_benchmark_images()
    {
        Graph graph = TfliteFile.Read(RealModels.Bytes("mlperf-tiny/pretrainedResnet"));

        Assert.Equal(174, FloatHits(graph, BenchmarkImages()));
    }

    [Fact]
    public void The_quantized_residual_network_names_174_of_the_200_benchmark_images_and_one_that_it_cannot_decide()
    {
        Graph graph = TfliteFile.Read(RealModels.Bytes("mlperf-tiny/pretrainedResnet_quant"));

        // On one airplane two classes share the highest code, -5, and the airplane is the first of them.
        Assert.Equal(174 + 1, Int8Hits(graph, BenchmarkImages()));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void The_float_residual_network_reaches_8719_of_the_10000_test_images()
    {
        Graph graph = TfliteFile.Read(RealModels.Bytes("mlperf-tiny/pretrainedResnet"));

        Assert.InRange(FloatHits(graph, [.. Enumerable.Range(0, 10_000)]), 8709, 8729);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void The_quantized_residual_network_reaches_8700_of_the_10000_test_images()
    {
        Graph graph = TfliteFile.Read(RealModels.Bytes("mlperf-tiny/pretrainedResnet_quant"));

        Assert.InRange(Int8Hits(graph, [.. Enumerable.Range(0, 10_000)]), 8670, 8730);
    }

    [Fact]
    public void The_dynamic_range_keyword_network_reaches_90_1_percent()
    {
        Graph graph = TfliteFile.Read(RealModels.Bytes("mlperf-tiny/kws_ref_model_float32"));
        (sbyte[] features, byte[] labels) = Keywords();
        Tensor batch = Tensor.From<float>(graph.Input.SampleShape.WithBatch(labels.Length), [.. features.Select(code => 0.5847029089927673f * (code - 83))]);

        Assert.InRange(Hits(graph.Run(batch).ToArray<float>(), labels), 898, 904);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void The_quantized_keyword_network_reaches_902_of_1000()
    {
        Plan plan = Lowering.Lower(TfliteFile.Read(RealModels.Bytes("mlperf-tiny/kws_ref_model")));
        (sbyte[] features, byte[] labels) = Keywords();

        Assert.Equal(902, Hits([.. PlanSamples.Run(plan, features).Outputs.Select(code => (float)code)], labels));
    }

    private static int FloatHits(Graph graph, int[] indices)
    {
        byte[] records = Records();
        int hits = 0;
        foreach (int[] part in indices.Chunk(100))
        {
            Tensor batch = Tensor.From<float>([part.Length, 32, 32, 3], [.. part.SelectMany(index => Image(records, index)).Select(value => (float)value)]);
            hits += Hits(graph.Run(batch).ToArray<float>(), [.. part.Select(index => records[index * Record])]);
        }

        return hits;
    }

    private static int Int8Hits(Graph graph, int[] indices)
    {
        byte[] records = Records();
        sbyte[] codes = [.. indices.SelectMany(index => Image(records, index)).Select(value => (sbyte)(value - 128))];
        PlanSamples samples = PlanSamples.Run(Lowering.Lower(graph), codes);
        return Hits([.. samples.Outputs.Select(code => (float)code)], [.. indices.Select(index => records[index * Record])]);
    }

    /// <summary>How often the label is the first class with the highest score.</summary>
    private static int Hits(float[] scores, byte[] labels)
    {
        int classes = scores.Length / labels.Length;
        int hits = 0;
        for (int sample = 0; sample < labels.Length; sample++)
        {
            float[] row = scores[(sample * classes)..((sample + 1) * classes)];
            hits += Array.IndexOf(row, row.Max()) == labels[sample] ? 1 : 0;
        }

        return hits;
    }

    private static IEnumerable<byte> Image(byte[] records, int index)
    {
        for (int pixel = 0; pixel < Pixels; pixel++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                yield return records[(index * Record) + 1 + (channel * Pixels) + pixel];
            }
        }
    }

    private static byte[] Records()
    {
        using BrotliStream stream = new(new MemoryStream(RealModels.Data("cifar10/test_batch.bin.br")), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static int[] BenchmarkImages() =>
        [.. System.Text.Encoding.ASCII.GetString(RealModels.Data("cifar10/mlperf-perf-samples-idxs.txt")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];

    private static (sbyte[] Features, byte[] Labels) Keywords()
    {
        RealModels.Data("speech-commands/kws12-index.csv");
        string folder = Path.Combine(Environment.GetEnvironmentVariable("BANTAM_DATA")!, "speech-commands");
        IdxArray features = IdxReader.Read(Path.Combine(folder, "kws12-mfcc-int8-idx3.gz"));
        IdxArray labels = IdxReader.Read(Path.Combine(folder, "kws12-labels-idx1-ubyte.gz"));
        return ([.. features.Bytes.ToArray().Select(code => (sbyte)code)], labels.Bytes.ToArray());
    }
}
