using System.IO.Compression;
using System.Text;
using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Files that no honest program wrote: all of them end in a <see cref="ModelFormatException"/>, and none in anything else.</summary>
public sealed class HostileModelFileTests
{
    private static readonly byte[] s_file = FileOf(Mlps.Mlp([4], [5], 2));

    [Fact]
    public void The_honest_file_loads() => Assert.Equal(4, Read(s_file).Nodes.Count);

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (int length = 0; length < s_file.Length; length += 7)
        {
            AssertRefused(s_file[..length]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a zip")]
    [InlineData("PK\u0003\u0004 nor this")]
    public void What_is_no_archive_is_refused(string text) => AssertRefused(Encoding.Latin1.GetBytes(text));

    [Fact]
    public void Random_changes_never_give_another_exception()
    {
        RandomStream random = new(1, "fuzz");
        for (int round = 0; round < 600; round++)
        {
            byte[] file = [.. s_file];
            for (int change = random.NextInt32(4); change >= 0; change--)
            {
                file[random.NextInt32(file.Length)] = (byte)random.NextUInt32();
            }

            ReadOrRefuse(file);
        }
    }

    [Fact]
    public void Random_changes_of_the_structure_never_give_another_exception()
    {
        RandomStream random = new(2, "fuzz");
        string json = EntryOf(s_file, "graph.json");
        string[] tokens = ["0", "-1", "2147483647", "null", "[]", "{}", "\"input\"", "1e999", "\"\"", "[1,2,3,4,5,6,7,8,9]", "true"];
        for (int round = 0; round < 600; round++)
        {
            int start = random.NextInt32(json.Length);
            int end = Math.Min(json.Length, start + random.NextInt32(12));
            string changed = json[..start] + tokens[random.NextInt32(tokens.Length)] + json[end..];
            ReadOrRefuse(With("graph.json", changed));
        }
    }

    [Fact]
    public void Random_changes_of_attributes_are_refused_or_give_a_network_that_runs()
    {
        RandomStream random = new(3, "fuzz");
        string json = GraphJson.Write(Graph.Create([6, 6, 2], x => x
            .Conv2d(3, 3, padding: Padding.All(1)).BatchNorm().MaxPool(2, padding: Padding.All(1)).Conv2d(3, 2, stride: 2, padding: Padding.Valid)
            .DepthwiseConv2d(3).AveragePool(2, padding: Padding.Same).Flatten().Reshape([3]).Dense(2).Softmax()));
        string[] numbers = ["0", "-1", "2147483647", "-2147483648", "65536", "1e30", "7"];
        int[] digits = [.. Enumerable.Range(0, json.Length).Where(i => char.IsAsciiDigit(json[i]) && json[i - 1] is ' ' or ':')];
        for (int round = 0; round < 600; round++)
        {
            int at = digits[random.NextInt32(digits.Length)];
            string changed = json[..at] + numbers[random.NextInt32(numbers.Length)] + json[(at + 1)..];
            try
            {
                RunIfSmall(GraphJson.Read(changed));
            }
            catch (ModelFormatException)
            {
                // What most changes end in.
            }
        }
    }

    [Fact]
    public void An_entry_that_unpacks_to_more_than_it_may_is_refused()
    {
        byte[] bomb = new byte[50_000_000];
        ModelFormatException fault = AssertRefused(With("parameters/dense1.bias.npy", bomb));
        Assert.Contains("dense1.bias", fault.Message, StringComparison.Ordinal);
        AssertRefused(With("hash.txt", bomb));
        AssertRefused(With("graph.json", new byte[65 << 20]));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("parameters/../../x.npy")]
    [InlineData("parameters\\..\\x.npy")]
    [InlineData("extra.txt")]
    [InlineData("graph.json")]
    public void An_entry_that_the_structure_does_not_declare_is_refused(string name)
    {
        using MemoryStream stream = new();
        stream.Write(s_file);
        using (ZipArchive zip = new(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry(name).Open();
            entry.WriteByte(1);
        }

        Assert.Contains(name, AssertRefused(stream.ToArray()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("graph.json")]
    [InlineData("hash.txt")]
    [InlineData("parameters/dense2.weight.npy")]
    public void A_missing_entry_is_named(string name) =>
        Assert.Contains(name, AssertRefused(With(name, (byte[]?)null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Arrays_of_another_format_shape_type_or_length_are_refused()
    {
        const string Name = "parameters/dense1.bias.npy";
        byte[] npy = BytesOf(s_file, Name);
        byte[] wrongMagic = [.. npy];
        wrongMagic[0] = 0;
        byte[] wrongVersion = [.. npy];
        wrongVersion[6] = 2;
        byte[] longHeader = [.. npy];
        longHeader[9] = 255;
        foreach (byte[] wrong in new[] { [], npy[..9], npy[..40], npy[..^1], [.. npy, 0], wrongMagic, wrongVersion, longHeader, Replaced("(5,)", "(4,)"), Replaced("<f4", ">f4"), Replaced("<f4", "<f8"), Replaced("False", "True ") })
        {
            Assert.Contains("dense1.bias", AssertRefused(With(Name, wrong)).Message, StringComparison.Ordinal);
        }

        byte[] Replaced(string from, string to) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(npy).Replace(from, to, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Values_that_are_not_finite_are_refused(float value)
    {
        byte[] npy = BytesOf(s_file, "parameters/dense1.bias.npy");
        BitConverter.TryWriteBytes(npy.AsSpan(npy.Length - 4), value);
        Assert.Contains("not finite", AssertRefused(With("parameters/dense1.bias.npy", npy)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_value_breaks_the_hash()
    {
        byte[] npy = BytesOf(s_file, "parameters/dense1.bias.npy");
        npy[^4] ^= 1;
        Assert.Contains("changed after it was saved", AssertRefused(With("parameters/dense1.bias.npy", npy)).Message, StringComparison.Ordinal);
        AssertRefused(With("hash.txt", new string('0', 64)));
    }

    [Theory]
    [InlineData("", "{", "graph.json")]
    [InlineData("", "null", "empty")]
    [InlineData("bantam.graph/2", "bantam.graph/99", "bantam.graph/99")]
    [InlineData("\"op\": \"Relu\"", "\"op\": \"Explode\"", "Explode")]
    [InlineData("\"outputs\": [\n    \"dense2\"", "\"outputs\": [\n    \"nowhere\"", "nowhere")]
    [InlineData("\"outputs\": [\n    \"dense2\"\n  ]", "\"outputs\": []", "inputs and outputs")]
    [InlineData("\"batch\": 1", "\"batch\": -1", "-1")]
    [InlineData("\"element\": \"Float32\"", "\"element\": \"Float31\"", "graph.json")]
    [InlineData("\"element\": \"Float32\"", "\"element\": \"Int8\"", "no optimizer")]
    [InlineData("\"name\": \"relu1\"", "\"name\": \"dense1\"", "dense1")]
    [InlineData("\"inputs\": [\n        \"input\"", "\"inputs\": [\n        \"dense2\"", "dense2")]
    [InlineData("\"sampleShape\": [\n        4\n      ]", "\"sampleShape\": [2147483647, 2147483647]", "elements")]
    [InlineData("\"sampleShape\": [\n        4\n      ]", "\"sampleShape\": [1,1,1,1,1,1,1,1,4]", "at most 8")]
    [InlineData("\"sampleShape\": [\n        4\n      ]", "\"sampleShape\": [-4]", "-4")]
    [InlineData("\"sampleShape\": [\n        4\n      ]", "\"sampleShape\": [3]", "dense1")]
    [InlineData("\"sampleShape\": [\n        4\n      ]", "\"sampleShape\": null", "graph.json")]
    public void A_structure_that_makes_no_network_is_refused(string from, string to, string mention)
    {
        string json = EntryOf(s_file, "graph.json");
        Assert.True(from.Length == 0 || json.Contains(from, StringComparison.Ordinal));
        string changed = from.Length == 0 ? to : json.Replace(from, to, StringComparison.Ordinal);
        Assert.Contains(mention, AssertRefused(With("graph.json", changed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        AssertRefused(With("graph.json", string.Concat(Enumerable.Repeat("{\"nodes\":[", 100_000))));

    [Fact]
    public void A_parameter_too_large_for_a_file_is_refused_before_it_is_allocated()
    {
        // 2³⁰ values of 4 bytes: their length in bytes is 0 in 32 bits.
        byte[] npy = Encoding.Latin1.GetBytes("\u0093NUMPY\u0001\u0000\u0076\u0000" + "{'descr': '<f4', 'fortran_order': False, 'shape': (1073741824,), }".PadRight(117) + "\n");
        Assert.Throws<ModelFormatException>(() => NpyFormat.Read("x.npy", npy, new TensorType(ElementType.Float32, [1 << 30])));
    }

    [Theory]
    [InlineData("\"top\": 2147483647, \"left\": 0, \"bottom\": 2147483647, \"right\": 0")]
    [InlineData("\"top\": -1, \"left\": 0, \"bottom\": 0, \"right\": 0")]
    public void Padding_that_no_image_can_have_is_refused(string padding)
    {
        Graph net = Graph.Create([6, 6, 1], x => x.Conv2d(1, 3, padding: Padding.All(1)));
        string json = GraphJson.Write(net);
        int start = json.IndexOf("\"top\"", StringComparison.Ordinal);
        int end = json.IndexOf('}', start);
        ModelFormatException fault = Assert.Throws<ModelFormatException>(() => GraphJson.Read(json[..start] + padding + json[end..]));
        Assert.Contains("conv1", fault.Message, StringComparison.Ordinal);
    }

    private static void RunIfSmall(Graph net)
    {
        if (net.Nodes.All(node => node.Type.Shape.Count < 200_000) && net.Parameters.All(p => p.Shape.Count < 200_000) && net.Input.Type.Shape.Count < 200_000)
        {
            int batch = net.Input.Type.Shape[0] == 1 ? 2 : net.Input.Type.Shape[0];
            Assert.Equal(net.Output.SampleShape.WithBatch(batch), net.Run(Tensor.Zeros(net.Input.SampleShape.WithBatch(batch))).Shape);
        }
    }

    private static byte[] FileOf(Graph net)
    {
        using MemoryStream stream = new();
        ModelFile.Write(net, stream);
        return stream.ToArray();
    }

    private static Graph Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        return ModelFile.Read(stream);
    }

    private static void ReadOrRefuse(byte[] file)
    {
        try
        {
            Assert.NotNull(Read(file));
        }
        catch (ModelFormatException)
        {
            // Every other exception fails the test.
        }
    }

    private static ModelFormatException AssertRefused(byte[] file) => Assert.Throws<ModelFormatException>(() => Read(file));

    private static byte[] BytesOf(byte[] file, string name)
    {
        using ZipArchive zip = new(new MemoryStream(file));
        using Stream entry = zip.GetEntry(name)!.Open();
        using MemoryStream copy = new();
        entry.CopyTo(copy);
        return copy.ToArray();
    }

    private static string EntryOf(byte[] file, string name) => Encoding.UTF8.GetString(BytesOf(file, name));

    private static byte[] With(string name, string text) => With(name, Encoding.UTF8.GetBytes(text));

    /// <summary>The honest file with one entry replaced, or without it.</summary>
    private static byte[] With(string name, byte[]? content)
    {
        using MemoryStream stream = new();
        using (ZipArchive from = new(new MemoryStream(s_file)))
        using (ZipArchive to = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string entry in from.Entries.Select(e => e.FullName).Where(e => e != name || content is not null))
            {
                using Stream target = to.CreateEntry(entry).Open();
                target.Write(entry == name ? content : BytesOf(s_file, entry));
            }
        }

        return stream.ToArray();
    }
}
