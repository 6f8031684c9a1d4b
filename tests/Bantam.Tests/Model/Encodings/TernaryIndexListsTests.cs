using System.Runtime.InteropServices;
using Bantam.Model;
using Bantam.Tests.Deployment;
using CsCheck;

namespace Bantam.Tests.Model;

/// <summary>Reduce-and-Scale against the dense product with ternary weights: in C#, in integers and in floating point, and in C.</summary>
public sealed class TernaryIndexListsTests
{
    [Fact]
    [Trait("Ledger", "S341")]
    public void Integers_equal_the_dense_product_exactly() =>
        Gen.Select(Gen.Int[1, 150], Gen.Int[1, 9], Gen.ULong).Sample((inputs, outputs, seed) =>
        {
            (sbyte[] signs, sbyte[] x, (int, int)[] scales) = Layer(inputs, outputs, seed);
            int[] y = new int[outputs];
            new TernaryIndexLists(signs, inputs).Run<sbyte, int>(scales, x, y);
            Assert.Equal(Dense(signs, x, scales), y);
        }, iter: 300);

    [Fact]
    [Trait("Ledger", "S341")]
    public void Real_numbers_equal_the_dense_product_up_to_the_order_of_additions() =>
        Gen.Select(Gen.Int[1, 150], Gen.Int[1, 9], Gen.ULong).Sample((inputs, outputs, seed) =>
        {
            (sbyte[] signs, sbyte[] x, (int Positive, int Negative)[] scales) = Layer(inputs, outputs, seed);
            float[] real = [.. x.Select(code => code * 0.37f)];
            (float, float)[] realScales = [.. scales.Select(scale => (scale.Positive * 0.11f, scale.Negative * 0.11f))];
            float[] y = new float[outputs];
            new TernaryIndexLists(signs, inputs).Run<float, float>(realScales, real, y);
            int[] dense = Dense(signs, x, scales);
            Assert.All(y.Zip(dense), pair => Assert.InRange(pair.First - (pair.Second * 0.37 * 0.11), -0.05, 0.05));
        }, iter: 300);

    /// <summary>A number that counts how often it is multiplied.</summary>
    [Fact]
    [Trait("Ledger", "S341")]
    public void An_output_takes_two_multiplications_whatever_the_number_of_inputs()
    {
        Assert.Equal(2, TernaryIndexLists.MultiplicationsPerOutput);
        foreach (int inputs in new[] { 1, 7, 100 })
        {
            (sbyte[] signs, sbyte[] x, (int, int)[] scales) = Layer(inputs, 3, 1);
            TernaryIndexLists lists = new(signs, inputs);
            Assert.Equal(signs.Count(sign => sign != 0), lists.Indices.Length);
            Assert.Equal(6, lists.Ends.Length);
            int[] y = new int[3];
            lists.Run<sbyte, int>([.. scales.Select(scale => (scale.Item1, 0))], x, y);
            int[] z = new int[3];
            lists.Run<sbyte, int>([.. scales.Select(scale => (0, scale.Item2))], x, z);

            // One factor belongs to all that is added, the other to all that is subtracted: nothing else is multiplied.
            Assert.Equal(Dense(signs, x, scales), y.Zip(z, (a, b) => a + b));
        }
    }

    [Fact]
    [Trait("Ledger", "S341")]
    public void C_gives_the_same_integers()
    {
        List<byte> records = [];
        List<int> expected = [];
        for (ulong seed = 1; seed <= 40; seed++)
        {
            (int inputs, int outputs) = (1 + (int)(seed * 37 % 200), 1 + (int)(seed % 9));
            (sbyte[] signs, sbyte[] x, (int Positive, int Negative)[] scales) = Layer(inputs, outputs, seed);
            TernaryIndexLists lists = new(signs, inputs);
            int[] y = new int[outputs];
            lists.Run<sbyte, int>(scales, x, y);
            expected.AddRange(y);
            int[] numbers = [inputs, outputs, lists.Indices.Length, .. lists.Ends, .. scales.Select(scale => scale.Positive), .. scales.Select(scale => scale.Negative)];
            records.AddRange(MemoryMarshal.AsBytes<int>(numbers));
            records.AddRange(MemoryMarshal.AsBytes(lists.Indices));
            records.AddRange(MemoryMarshal.AsBytes<sbyte>(x));
        }

        Assert.Equal(MemoryMarshal.AsBytes<int>(expected.ToArray()), KernelProgram.Run("reduce_and_scale.c", [.. records]));
    }

    [Fact]
    public void What_is_not_ternary_is_refused()
    {
        Assert.Contains("-1, 0 or 1", Assert.Throws<ArgumentException>(() => new TernaryIndexLists([0, 2], 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TernaryIndexLists([0, 1, 1], 2));
        Assert.Throws<ArgumentException>(() => new TernaryIndexLists([1, 1], 2).Run<sbyte, int>([(1, 1)], [1], new int[1]));
    }

    private static (sbyte[] Signs, sbyte[] Input, (int Positive, int Negative)[] Scales) Layer(int inputs, int outputs, ulong seed)
    {
        RandomStream random = new(seed, "ternary");
        return (
            [.. Enumerable.Range(0, inputs * outputs).Select(_ => (sbyte)(random.NextInt32(3) - 1))],
            [.. Enumerable.Range(0, inputs).Select(_ => (sbyte)(random.NextInt32(256) - 128))],
            [.. Enumerable.Range(0, outputs).Select(_ => (random.NextInt32(50) + 1, random.NextInt32(50) + 1))]);
    }

    private static int[] Dense(sbyte[] signs, sbyte[] x, (int Positive, int Negative)[] scales) =>
    [
        .. scales.Select((scale, o) => x.Select((code, i) => signs[(o * x.Length) + i] switch { 1 => scale.Positive * code, -1 => -scale.Negative * code, _ => 0 }).Sum()),
    ];
}
