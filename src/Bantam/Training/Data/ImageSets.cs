namespace Bantam.Training;

/// <summary>Public image sets, read from their original files.</summary>
internal static class ImageSets
{
    internal static DataSplits Mnist(DataFolder folder, ulong seed)
    {
        return DataSplits.Carve(Part("train"), Part("t10k"), seed);

        Dataset Part(string part) => IdxReader.ReadImages(
            "mnist", folder.Find("mnist", $"{part}-images-idx3-ubyte"), folder.Find("mnist", $"{part}-labels-idx1-ubyte"), classes: 10);
    }

    internal static DataSplits Cifar10(DataFolder folder, ulong seed)
    {
        string[] batches = [.. Enumerable.Range(1, 5).Select(i => folder.Find("cifar10", $"data_batch_{i}.bin"))];
        Dataset test = Cifar10Reader.Read("cifar10", folder.Find("cifar10", "test_batch.bin"));
        return DataSplits.Carve(Cifar10Reader.Read("cifar10", batches), test, seed);
    }

    /// <summary>64 counts of 0 to 16 ink pixels, row by row, and the digit. Stretched to bytes, so that one meaning of "gray" serves all images.</summary>
    internal static DataSplits OptDigits(DataFolder folder, ulong seed)
    {
        return DataSplits.Carve(Part("optdigits.tra"), Part("optdigits.tes"), seed);

        Dataset Part(string file)
        {
            CsvTable table = CsvReader.Read(folder.Find("optdigits", file));
            if (table.Columns.Count != 65)
            {
                throw new DataFormatException(table.Source, $"Expected 64 pixels and a digit on each line, but got {table.Columns.Count} fields.");
            }

            Dataset digits = table.ToClassification("optdigits", classes: 10);
            byte[] pixels = new byte[table.Rows * 64];
            for (int i = 0; i < pixels.Length; i++)
            {
                float count = table[i / 64, i % 64];
                pixels[i] = count is >= 0 and <= 16
                    ? (byte)((count * 255 / 16) + 0.5f)
                    : throw new DataFormatException(table.Source, $"Line {(i / 64) + 1}, column {(i % 64) + 1}: {count} is out of range; expected 0 to 16.");
            }

            return new Dataset("optdigits", digits.Task, [8, 8, 1], pixels, digits.CopyLabels(), new Preprocessing.Unit());
        }
    }
}
