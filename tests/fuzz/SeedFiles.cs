using System.Text;
using Bantam.Compression;
using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Fuzz;

/// <summary>Small whole files of each format, to be damaged.</summary>
internal static class SeedFiles
{
    public static IReadOnlyList<byte[]> Npy() =>
    [
        Written(path => NpyFile.Save(Tensor.From<float>([2, 3], 1, 2, 3, 4, 5, 6), path)),
        Written(path => NpyFile.Save(Tensor.From<sbyte>([4], 1, 2, 3, 4), path)),
        Written(path => NpyFile.Save(Tensor.From<long>([], 7), path)),
        NpyOf("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }", 16),
        NpyOf("{'descr': '<f2', 'fortran_order': False, 'shape': (3,), }", 6),
        NpyOf("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", 3),
    ];

    public static IReadOnlyList<byte[]> Npz() =>
    [
        Written(path => NpzFile.Save([new NamedTensor("a", Tensor.From<float>([2], 1, 2)), new NamedTensor("b/c", Tensor.From<int>([2, 2], 1, 2, 3, 4))], path)),
        Written(path => NpzFile.Save([new NamedTensor("zeros", Tensor.Zeros([64, 64]))], path)),
    ];

    public static IReadOnlyList<byte[]> Safetensors() =>
    [
        Written(path => SafetensorsFile.Save([new NamedTensor("a", Tensor.From<float>([2], 1, 2)), new NamedTensor("b", Tensor.From<short>([2, 2], 1, 2, 3, 4))], path)),
        SafetensorsOf("{\"__metadata__\":{\"format\":\"pt\"},\"h\":{\"dtype\":\"BF16\",\"shape\":[2,1],\"data_offsets\":[0,4]}}", 4),
    ];

    public static IReadOnlyList<byte[]> Keras() => [KerasSeeds.Sequential(), KerasSeeds.Functional()];

    public static IReadOnlyList<byte[]> Tflite()
    {
        Graph graph = Graph.Create([4, 4, 1], x => x.Conv2d(2, 3).Relu().MaxPool(2).Flatten().Dense(3).Softmax());
        Graph quantized = new PostTrainingQuantization([Tensor.Full([2, 4, 4, 1], 0.5f)]).Apply(InferencePasses.Apply(graph));
        return [TfliteFile.Write(graph), TfliteFile.Write(quantized)];
    }

    public static IReadOnlyList<byte[]> Onnx()
    {
        Graph graph = Graph.Create([4, 4, 1], x => x.Conv2d(2, 3).Relu().MaxPool(2).Flatten().Dense(3).Softmax());
        Graph quantized = new PostTrainingQuantization([Tensor.Full([2, 4, 4, 1], 0.5f)]).Apply(InferencePasses.Apply(graph));
        return
        [
            OnnxFile.Write(graph),
            OnnxFile.Write(graph, new OnnxExportOptions { Opset = 13, KeepsChannelsLast = true }),
            OnnxFile.Write(quantized),
            OnnxFile.Write(Graph.Create([3], x => x.Then("sign", new Sign()).Dense(2))),
        ];
    }

    public static IReadOnlyList<byte[]> Bantam() =>
    [
        Written(path => ModelFile.Save(Graph.Create([4, 4, 1], x => x.Conv2d(2, 3).BatchNorm().Relu().Flatten().Dense(3)), path)),
        Written(path => ModelFile.Save(Graph.Create([3], x => x.Dense(2)), path)),
    ];

    public static IReadOnlyList<byte[]> Idx() =>
    [
        [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8],
        [0, 0, 9, 1, 0, 0, 0, 3, 1, 2, 3],
    ];

    public static IReadOnlyList<byte[]> Csv() => [Encoding.UTF8.GetBytes("a,b,c\n1,2.5,0\n\"3\",-4e2,1\n"), Encoding.UTF8.GetBytes("1,2\n3,4\n")];

    private static byte[] NpyOf(string dictionary, int values)
    {
        byte[] text = Encoding.ASCII.GetBytes(dictionary + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. new byte[values]];
    }

    private static byte[] SafetensorsOf(string header, int values) => [.. BitConverter.GetBytes((ulong)header.Length), .. Encoding.ASCII.GetBytes(header), .. new byte[values]];

    /// <summary>The bytes that a writer gives to a file.</summary>
    private static byte[] Written(Action<string> save)
    {
        string path = Path.GetTempFileName();
        try
        {
            save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
