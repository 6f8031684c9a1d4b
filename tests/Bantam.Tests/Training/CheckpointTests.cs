using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private const int InterruptedAfter = 6;

    private readonly TemporaryFolder _folder = new();
    private readonly TrainingOptions _options;

    public CheckpointTests()
    {
        _options = SmallTraining.Options() with { CheckpointPath = _folder.PathOf("training.checkpoint"), Resume = true };
        SmallTraining.RunAndInterrupt(_options, InterruptedAfter);
    }

    public static TheoryData<string> OtherOptions { get; } = ["epochs", "batch size", "optimizer", "schedule", "seed", "validation data", "loss"];

    private string CheckpointPath => _options.CheckpointPath!;

    [Theory]
    [MemberData(nameof(OtherOptions))]
    public void It_does_not_fit_other_options_and_says_which(string part)
    {
        TrainingOptions other = part switch
        {
            "epochs" => _options with { Epochs = 4 },
            "batch size" => _options with { BatchSize = 16 },
            "optimizer" => _options with { Optimizer = new Adam(0.02f) },
            "schedule" => _options with { Schedule = new ConstantSchedule() },
            "seed" => _options with { Seed = 6 },
            "validation data" => _options with { Validation = null },
            _ => _options with { Loss = new SquaredError() },
        };

        string message = Assert.Throws<ModelFormatException>(() => SmallTraining.Run(other)).Message;

        Assert.Contains($"another training: {part} was '", message, StringComparison.Ordinal);
        Assert.Contains(CheckpointPath, message, StringComparison.Ordinal);
        Assert.Contains("begin anew", message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_does_not_fit_other_data_even_of_the_same_name_and_size()
    {
        DataSplits other = SyntheticDigits.Create(seed: 4, train: 110, test: 20);

        string message = Assert.Throws<ModelFormatException>(() => Trainer.Run(SmallTraining.Network, other.Train, _options)).Message;

        Assert.Contains("another training: data was 'digits, 99 samples", message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_does_not_fit_another_network() =>
        Assert.Contains(
            "another training: network was '",
            Assert.Throws<ModelFormatException>(() => Trainer.Run(Mlps.Mlp(SmallTraining.Data.Train.InputShape, [], 10), SmallTraining.Data.Train, _options)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Cut_short_anywhere_it_is_refused()
    {
        byte[] whole = File.ReadAllBytes(CheckpointPath);
        foreach (int length in new[] { 0, 1, 4, 100, whole.Length / 2, whole.Length - 30, whole.Length - 1 })
        {
            File.WriteAllBytes(CheckpointPath, whole[..length]);
            AssertRefused($"{length} of {whole.Length} bytes");
        }
    }

    [Fact]
    public void With_a_byte_changed_it_is_refused_or_none_of_its_values_changed()
    {
        string expected = SmallTraining.Run(_options with { CheckpointPath = null }).Graph.ContentHash();
        byte[] whole = File.ReadAllBytes(CheckpointPath);
        RandomStream random = new(1, "damage");
        int refused = 0;
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.NextInt32(whole.Length)] ^= (byte)(1 << random.NextInt32(8));
            File.WriteAllBytes(CheckpointPath, damaged);
            try
            {
                // A zip holds times and attributes that mean nothing here: those may change.
                Assert.Equal(expected, SmallTraining.Run(_options).Graph.ContentHash());
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 200);
    }

    [Theory]
    [InlineData("\"epoch\":1", "\"epoch\":-1")]
    [InlineData("\"epoch\":1", "\"epoch\":1000000000")]
    [InlineData("\"batch\":2", "\"batch\":-2")]
    [InlineData("\"batch\":2", "\"batch\":5")]
    [InlineData("\"stepCount\":6", "\"stepCount\":7")]
    [InlineData("\"bestEpoch\":1", "\"bestEpoch\":2")]
    [InlineData("\"history\":[", "\"history\":[null,")]
    [InlineData("\"history\":[", "\"history\":7,\"other\":[")]
    [InlineData("\"lossSum\":", "\"lossSum\":\"NaN\",\"other\":")]
    [InlineData("{\"data\"", "null,\"other\":{\"data\"")]
    public void A_state_that_cannot_be_is_refused(string from, string to)
    {
        Rewrite((name, bytes) => name == "state.json" ? Encoding.UTF8.GetBytes(Replaced(Encoding.UTF8.GetString(bytes), from, to)) : bytes);

        AssertRefused(to);
    }

    [Fact]
    public void A_value_that_is_missing_or_unpacks_without_end_or_is_not_finite_is_refused()
    {
        byte[] whole = File.ReadAllBytes(CheckpointPath);
        AssertRefusedWith(bytes => null, "missing");
        AssertRefusedWith(bytes => new byte[64 << 20], "bomb");
        AssertRefusedWith(bytes => [.. bytes[..^4], .. BitConverter.GetBytes(float.NaN)], "NaN");
        AssertRefusedWith(bytes => [.. bytes, 0], "too long");

        void AssertRefusedWith(Func<byte[], byte[]?> change, string what)
        {
            File.WriteAllBytes(CheckpointPath, whole);
            Rewrite((name, bytes) => name == "best/dense1.weight.npy" ? change(bytes) : bytes);
            AssertRefused(what);
        }
    }

    [Fact]
    public void A_changed_value_is_found_by_the_hash()
    {
        Rewrite(
            (name, bytes) => name == "values/dense1.weight.npy" ? [.. bytes[..^4], .. BitConverter.GetBytes(1f)] : bytes,
            keepsHash: true);

        Assert.Contains("changed after it was saved", Assert.Throws<ModelFormatException>(() => SmallTraining.Run(_options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_file_cannot_be_written_the_previous_one_survives()
    {
        byte[] before = File.ReadAllBytes(CheckpointPath);
        Directory.CreateDirectory(CheckpointPath + ".partial");

        Exception fault = Assert.ThrowsAny<Exception>(() => SmallTraining.Run(_options));

        Assert.True(fault is IOException or UnauthorizedAccessException, $"{fault}");
        Assert.Equal(before, File.ReadAllBytes(CheckpointPath));
        Directory.Delete(CheckpointPath + ".partial");
        Assert.Equal(SmallTraining.Run(_options with { CheckpointPath = null }).Graph.ContentHash(), SmallTraining.Run(_options).Graph.ContentHash());
    }

    public void Dispose() => _folder.Dispose();

    private static string Replaced(string text, string from, string to)
    {
        Assert.Contains(from, text, StringComparison.Ordinal);
        return text.Replace(from, to, StringComparison.Ordinal);
    }

    private void AssertRefused(string what)
    {
        Exception? fault = Record.Exception(() => SmallTraining.Run(_options));
        Assert.True(fault is ModelFormatException && fault.Message.Contains(CheckpointPath, StringComparison.Ordinal), $"{what}: {fault?.ToString() ?? "accepted"}");
    }

    /// <summary>Writes the file anew with some entries changed, or left out, and the right hash of the result.</summary>
    private void Rewrite(Func<string, byte[], byte[]?> change, bool keepsHash = false)
    {
        List<(string Name, byte[] Bytes)> entries = [];
        using (ZipArchive old = ZipFile.OpenRead(CheckpointPath))
        {
            foreach (ZipArchiveEntry entry in old.Entries)
            {
                using Stream stream = entry.Open();
                using MemoryStream bytes = new();
                stream.CopyTo(bytes);
                if (change(entry.FullName, bytes.ToArray()) is { } changed)
                {
                    entries.Add((entry.FullName, changed));
                }
            }
        }

        byte[] hash = SHA256.HashData([.. entries.Where(entry => entry.Name != "sha256").SelectMany(entry => entry.Bytes)]);
        using ZipArchive zip = new(File.Create(CheckpointPath), ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in entries)
        {
            using Stream stream = zip.CreateEntry(name).Open();
            stream.Write(name == "sha256" && !keepsHash ? hash : bytes);
        }
    }
}
