using System.Buffers.Binary;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class WavReaderTests
{
    private static byte[] Wav(int bits, int channels, byte[] data, int kind = 1)
    {
        byte[] file = new byte[44 + data.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), (short)kind);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), (short)channels);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), 8000);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), (short)bits);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), data.Length);
        data.CopyTo(file, 44);
        return file;
    }

    [Fact]
    public void Values_of_8_16_and_24_bits_have_one_scale()
    {
        Assert.Equal([-1f, 0, 0.5f], WavReader.Parse(Wav(8, 1, [0, 128, 192]), "x").Values);
        Assert.Equal([-1f, 0, 0.5f], WavReader.Parse(Wav(16, 1, [0, 0x80, 0, 0, 0, 0x40]), "x").Values);
        Recording deep = WavReader.Parse(Wav(24, 1, [0, 0, 0x80, 0, 0, 0, 0, 0, 0x40]), "x");
        Assert.Equal([-1f, 0, 0.5f], deep.Values);
        Assert.Equal(8000, deep.SampleRate);
    }

    [Fact]
    public void Two_channels_are_refused_or_averaged()
    {
        byte[] stereo = Wav(16, 2, [0, 0x40, 0, 0]);
        Assert.Contains("2 channels", Assert.Throws<DataFormatException>(() => WavReader.Parse(stereo, "x")).Message, StringComparison.Ordinal);
        Assert.Equal([0.25f], WavReader.Parse(stereo, "x", mixDown: true).Values);
    }

    [Fact]
    public void Every_cut_is_refused()
    {
        byte[] whole = Wav(16, 1, [1, 2, 3, 4]);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => WavReader.Parse(whole.AsSpan(0, length), "x"));
        }

        Assert.Throws<DataFormatException>(() => WavReader.Parse(Wav(16, 1, [1, 2, 3]), "x"));
    }

    [Theory]
    [InlineData(32, 3)]
    [InlineData(16, 2)]
    [InlineData(12, 1)]
    public void Other_encodings_are_refused(int bits, int kind) =>
        Assert.Contains("8, 16 or 24 bits", Assert.Throws<DataFormatException>(() => WavReader.Parse(Wav(bits, 1, [0, 0, 0, 0], kind), "x")).Message, StringComparison.Ordinal);
}
