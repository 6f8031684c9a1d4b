using System.Runtime.InteropServices;
using Bantam.Formats;
using Bantam.Model;
using Google.FlatBuffers;

namespace Bantam.Tests.Formats;

/// <summary>Files that no converter wrote: all of them end in an error that says what is wrong with them.</summary>
public sealed class HostileTfliteTests
{
    public static TheoryData<string> Published { get; } = [.. RealModels.Names];

    private static readonly (string Message, Func<TfliteModel, TfliteModel> Change)[] s_broken =
    [
        ("takes", model => WithTensor(model, 1, tensor => tensor with { Data = new byte[3] })),
        ("lengths are at least 1", model => WithTensor(model, 0, tensor => tensor with { Shape = [1, 0] })),
        ("lengths are at least 1", model => WithTensor(model, 0, tensor => tensor with { Shape = [1, -4] })),
        ("lengths are at least 1", model => WithTensor(model, 0, tensor => tensor with { Shape = [65536, 65536, 65536, 65536] })),
        ("axes; at most", model => WithTensor(model, 0, tensor => tensor with { Shape = [1, 1, 1, 1, 1, 1, 1, 1, 1] })),
        ("scales are finite and positive", model => WithTensor(model, 0, tensor => tensor with { Quantization = new([0], [0], 0) })),
        ("scales are finite and positive", model => WithTensor(model, 0, tensor => tensor with { Quantization = new([float.NaN], [0], 0) })),
        ("scales are finite and positive", model => WithTensor(model, 0, tensor => tensor with { Quantization = new([-1], [0], 0) })),
        ("zero points; there must be as many", model => WithTensor(model, 0, tensor => tensor with { Quantization = new([1], [0, 0], 0) })),
        ("scales along axis", model => WithTensor(model, 0, tensor => tensor with { Quantization = new([1, 1, 1, 1, 1], [0, 0, 0, 0, 0], 7) })),
        ("beyond 32 bits", model => WithTensor(model, 0, tensor => tensor with { Quantization = new([1], [long.MaxValue], 0) })),
        ("beyond its codes", model => WithTensor(model, 0, tensor => tensor with { Quantization = new([1], [1000], 0) })),
        ("name tensor 99", model => model with { Outputs = [99] }),
        ("name tensor -2", model => WithOperator(model, op => op with { Inputs = [-2] })),
        ("neither a constant nor an input", model => WithOperator(model, op => op with { Inputs = [op.Outputs[0], op.Inputs[1]] })),
        ("already has a value", model => model with { Operators = [.. model.Operators, model.Operators[^1]] }),
        ("already has a value", model => model with { Inputs = [model.Inputs[0], model.Inputs[0]] }),
        ("no input or no output", model => model with { Outputs = [] }),
        ("lacks its input 1", model => WithOperator(model, op => op with { Inputs = [op.Inputs[0]] })),
        ("lacks its output 0", model => WithOperator(model, op => op with { Outputs = [] }) with { Outputs = [0] }),
    ];

    private static readonly (string Message, Func<TfliteModel, TfliteModel> Change)[] s_unknown =
    [
        ("Operator 0 (the custom operator 'Fancy'", model => WithOperator(model, op => op with { Code = TfliteOpcode.Custom, CustomName = "Fancy", Options = null })),
        ("Operator 0 (TOPK_V2, which computes tensor", model => WithOperator(model, op => op with { Code = (TfliteOpcode)48, Options = null })),
        ("operator number 12345", model => WithOperator(model, op => op with { Code = (TfliteOpcode)12345, Options = null })),
        ("unsigned 8-bit codes", model => WithTensor(model, 0, tensor => tensor with { Type = TfliteType.UInt8 })),
        ("type number 99", model => WithTensor(model, 1, tensor => tensor with { Type = (TfliteType)99 })),
        ("without a scale", model => WithTensor(model, 0, tensor => tensor with { Quantization = null })),
        ("is a scalar", model => WithTensor(model, 0, tensor => tensor with { Shape = [] })),
    ];

    public static TheoryData<int, string> Broken { get; } = Rows(s_broken);

    public static TheoryData<int, string> Unknown { get; } = Rows(s_unknown);

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_model_is_refused(int row, string message)
    {
        byte[] bytes = TfliteWriter.Write(s_broken[row].Change(Small()));

        Assert.Contains(message, Assert.Throws<ModelFormatException>(() => TfliteFile.Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Unknown))]
    public void What_is_not_supported_is_named(int row, string message)
    {
        byte[] bytes = TfliteWriter.Write(s_unknown[row].Change(Small()));

        Assert.Contains(message, Assert.Throws<UnsupportedException>(() => TfliteFile.Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_unchanged_model_loads() => Assert.NotEmpty(TfliteFile.Read(TfliteWriter.Write(Small())).Nodes);

    [Theory]
    [InlineData("")]
    [InlineData("TFL3")]
    [InlineData("\u0010\0\0\0TFL3")]
    [InlineData("not a model at all")]
    public void What_is_no_model_is_refused(string text)
    {
        byte[] bytes = System.Text.Encoding.Latin1.GetBytes(text);
        Assert.Throws<ModelFormatException>(() => TfliteFile.Read(bytes));
    }

    [Fact]
    public void A_file_whose_parts_overlap_does_not_unfold()
    {
        FlatBufferBuilder builder = new(1024);
        VectorOffset shape = TfliteOptionsWriter.Int32s(builder, new int[5000]);
        builder.StartTable(1);
        builder.AddOffset(0, shape.Value, 0);
        int tensor = builder.EndTable();
        builder.StartVector(4, 2000, 4);
        for (int i = 0; i < 2000; i++)
        {
            builder.AddOffset(tensor);
        }

        VectorOffset tensors = builder.EndVector();
        builder.StartTable(1);
        builder.AddOffset(0, tensors.Value, 0);
        int graph = builder.EndTable();
        builder.StartVector(4, 1, 4);
        builder.AddOffset(graph);
        VectorOffset graphs = builder.EndVector();
        builder.StartTable(0);
        int empty = builder.EndTable();
        builder.StartVector(4, 1, 4);
        builder.AddOffset(empty);
        VectorOffset buffers = builder.EndVector();
        builder.StartTable(5);
        builder.AddUint(0, 3, 0);
        builder.AddOffset(2, graphs.Value, 0);
        builder.AddOffset(4, buffers.Value, 0);
        builder.Finish(builder.EndTable(), "TFL3");

        // 28,000 bytes that would become 40 million.
        ModelFormatException fault = Assert.Throws<ModelFormatException>(() => TfliteFile.Read(builder.SizedByteArray()));
        Assert.Contains("overlap", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Changes_of_a_published_file_never_give_another_exception(string name) => Mutate(RealModels.Bytes(name), rounds: 60);

    [Theory]
    [Trait("Speed", "Slow")]
    [MemberData(nameof(Published))]
    public void Many_changes_of_a_published_file_never_give_another_exception(string name) => Mutate(RealModels.Bytes(name), rounds: 3000);

    [Fact]
    public void Changes_of_a_small_file_never_give_another_exception() => Mutate(TfliteWriter.Write(Small()), rounds: 4000);

    /// <summary>Bits are flipped and words replaced where the tables are, away from the data of the constants; every tenth file is cut.</summary>
    private static void Mutate(byte[] original, int rounds)
    {
        int[] tables = TablesOf(original);
        RandomStream random = new(5, "mutations");
        int[] words = [0, 1, -1, 4, 127, 255, 65536, int.MaxValue, int.MinValue];
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = [.. original];
            for (int change = random.NextInt32(5); change >= 0; change--)
            {
                int position = tables[random.NextInt32(tables.Length)];
                if (random.NextInt32(2) == 0)
                {
                    bytes[position] ^= (byte)(1 << random.NextInt32(8));
                }
                else
                {
                    BitConverter.TryWriteBytes(bytes.AsSpan(position & ~3), words[random.NextInt32(words.Length)]);
                }
            }

            ReadOrRefuse(round % 10 == 0 ? bytes[..random.NextInt32(bytes.Length)] : bytes);
        }
    }

    private static int[] TablesOf(byte[] file)
    {
        bool[] isData = new bool[file.Length];
        foreach (TfliteTensor tensor in TfliteReader.Read(file).Tensors)
        {
            if (MemoryMarshal.TryGetArray(tensor.Data, out ArraySegment<byte> data))
            {
                isData.AsSpan(data.Offset, data.Count).Fill(true);
            }
        }

        return [.. Enumerable.Range(0, file.Length - 4).Where(position => !isData[position])];
    }

    private static void ReadOrRefuse(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            TfliteFile.Read(bytes);
        }
        catch (Exception fault) when (fault is ModelFormatException or UnsupportedException)
        {
        }

        // Names, nodes and messages come on top of what is read out of the file.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (40L * bytes.Length) + (1 << 20));
    }

    /// <summary>A quantized dense layer; tensor 0 is its input, tensor 1 its weights.</summary>
    private static TfliteModel Small()
    {
        TfliteQuantization codes = new([0.5f], [3], 0);
        return new TfliteModel
        {
            Tensors =
            [
                new TfliteTensor { Name = "x", Type = TfliteType.Int8, Shape = [1, 3], Quantization = codes },
                new TfliteTensor { Name = "w", Type = TfliteType.Int8, Shape = [2, 3], Quantization = new([0.25f, 0.125f], [0, 0], 0), Data = new byte[] { 1, 2, 3, 4, 5, 6 } },
                new TfliteTensor { Name = "y", Type = TfliteType.Int8, Shape = [1, 2], Quantization = codes },
            ],
            Operators = [new TfliteOperator { Code = TfliteOpcode.FullyConnected, Inputs = [0, 1, -1], Outputs = [2], Options = new TfliteFullyConnectedOptions(TfliteActivation.Relu) }],
            Inputs = [0],
            Outputs = [2],
        };
    }

    private static TheoryData<int, string> Rows((string Message, Func<TfliteModel, TfliteModel> Change)[] rows)
    {
        TheoryData<int, string> data = [];
        for (int i = 0; i < rows.Length; i++)
        {
            data.Add(i, rows[i].Message);
        }

        return data;
    }

    private static TfliteModel WithTensor(TfliteModel model, int index, Func<TfliteTensor, TfliteTensor> change) =>
        model with { Tensors = model.Tensors.SetItem(index, change(model.Tensors[index])) };

    private static TfliteModel WithOperator(TfliteModel model, Func<TfliteOperator, TfliteOperator> change) =>
        model with { Operators = model.Operators.SetItem(0, change(model.Operators[0])) };
}
